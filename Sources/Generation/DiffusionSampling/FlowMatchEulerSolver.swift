import Tensors

/// Euler's method: the velocity is held over the whole step.
///
///     x[i + 1] = x[i] + (sigma[i + 1] - sigma[i]) v[i]
///
/// Source: Liu et al. 2022, "Flow Straight and Fast", section 2.1; `FlowMatchEulerDiscreteScheduler` of diffusers 0.42.
public struct FlowMatchEulerSolver: FlowSolver {
    public let timesteps: [Float]
    public let sigmas: [Float]
    public var tensorsAtOnce: Int { 3 }

    init(schedule: FlowSchedule) {
        timesteps = schedule.timesteps
        sigmas = schedule.sigmas
    }

    public mutating func step(velocity: Tensor, at index: Int, sample: Tensor, on device: any Device) -> Tensor {
        device.weightedSum([(1, sample), (sigmas[index + 1] - sigmas[index], velocity)])
    }
}
