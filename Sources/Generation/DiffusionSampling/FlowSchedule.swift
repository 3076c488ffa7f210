/// The noise levels of a sampling run and the timesteps told to the network.
///
/// Levels are spread evenly from 1 down and then shifted towards noise, where large pictures need more steps:
///
///     sigma' = shift sigma / (1 + (shift - 1) sigma)
///
/// Source: Esser et al. 2024, "Scaling Rectified Flow Transformers", eq. 23. How the ends are treated and rounded
/// follows the two diffusers 0.42 schedulers, since a timestep that is one off changes every frame.
struct FlowSchedule: Equatable, Sendable {
    /// One for each step.
    let timesteps: [Float]
    /// One for each step, then the last level.
    let sigmas: [Float]

    /// The schedule of `UniPCMultistepScheduler` with `use_flow_sigmas`: float64 throughout, whole timesteps.
    ///
    /// - Parameter endsAtZero: whether the last level is 0 or repeats the one before (`final_sigmas_type`).
    static func uniPC(steps: Int, shift: Double, trainTimesteps: Int, endsAtZero: Bool) -> FlowSchedule {
        var levels = evenlySpaced(from: 1, to: 1 / Double(trainTimesteps), count: steps + 1).dropLast()
            .map { shifted($0, by: shift) }
        // At sigma = 1 the signal-to-noise ratio is 0 and its logarithm infinite.
        let margin = 1e-6
        if abs(levels[0] - 1) < margin { levels[0] -= margin }
        return FlowSchedule(
            timesteps: levels.map { Float(($0 * Double(trainTimesteps)).rounded(.towardZero)) },
            sigmas: (levels + [endsAtZero ? 0 : levels[steps - 1]]).map(Float.init))
    }

    /// The schedule of `FlowMatchEulerDiscreteScheduler`: timesteps keep their fraction.
    ///
    /// The ends of the range are the shifted levels of training in float32, and the levels between them are shifted
    /// once more: that is how diffusers does it.
    static func flowMatchEuler(steps: Int, shift: Double, trainTimesteps: Int) -> FlowSchedule {
        let count = Double(trainTimesteps)
        func trainingEnd(_ sigma: Float) -> Double {
            Double(Float(shift) * sigma / (1 + Float(shift - 1) * sigma)) * count
        }
        let levels = evenlySpaced(from: trainingEnd(1), to: trainingEnd(1 / Float(trainTimesteps)), count: steps)
            .map { Float(shifted($0 / count, by: shift)) }
        return FlowSchedule(timesteps: levels.map { $0 * Float(trainTimesteps) }, sigmas: levels + [0])
    }

    /// The levels from step `first` on, as a schedule of their own.
    func suffix(from first: Int) -> FlowSchedule {
        FlowSchedule(timesteps: Array(timesteps[first...]), sigmas: Array(sigmas[first...]))
    }

    private static func shifted(_ sigma: Double, by shift: Double) -> Double {
        shift * sigma / (1 + (shift - 1) * sigma)
    }

    /// `numpy.linspace`, rounding included.
    private static func evenlySpaced(from start: Double, to end: Double, count: Int) -> [Double] {
        guard count > 1 else { return [start] }
        let step = (end - start) / Double(count - 1)
        return (0..<(count - 1)).map { Double($0) * step + start } + [end]
    }
}
