import DiffusionSampling
import Foundation
import Tensors
import Testing

@Suite("FlowSolver") struct FlowSolverTests {
    struct Schedule: Decodable {
        let kind: String
        let shift: Double
        let steps: Int
        let timesteps: [Float]
        let sigmas: [Float]
    }

    struct Trajectory: Decodable {
        /// The scheduler_config.json that diffusers wrote.
        let config: String
        let kind: String
        let steps: Int
        let samples: [[Float]]
    }

    @Test("timesteps and sigmas have the bits that diffusers' have")
    func schedules() throws {
        for golden in try GoldenFile<Schedule>.cases(of: "schedules") {
            let method: SchedulerConfiguration.Method =
                golden.kind == "uniPC" ? .uniPC(UniPCOptions()) : .flowMatchEuler
            let solver = try SchedulerConfiguration(method: method).solver(steps: golden.steps, shift: golden.shift)
            let name: Comment = "\(golden.kind), shift \(golden.shift), \(golden.steps) steps"
            #expect(solver.timesteps == golden.timesteps, name)
            #expect(solver.sigmas == golden.sigmas, name)
        }
    }

    @Test("every sample on the way agrees with diffusers, whatever the options and the number of steps")
    func trajectories() throws {
        let device = ReferenceDevice()
        for golden in try GoldenFile<Trajectory>.cases(of: "trajectories") {
            let configuration = try SchedulerConfiguration(json: Data(golden.config.utf8))
            var solver = try configuration.solver(steps: golden.steps)
            var generator = TorchGenerator(seed: UInt64(golden.steps))
            var sample = generator.normal([8])
            let pull = generator.normal([8]).elements()
            for step in 0..<golden.steps {
                let velocity = zip(sample.elements(), pull).map { x, pull in
                    (x * 0.75 + x * (solver.timesteps[step] * 0.0005)) - pull
                }
                sample = solver.step(velocity: Tensor(velocity, shape: [8]), at: step, sample: sample, on: device)
                for (got, expected) in zip(sample.elements(), golden.samples[step]) {
                    let difference = abs(got - expected) / max(1, abs(expected))
                    #expect(
                        difference < Self.tolerance,
                        "\(golden.kind), \(golden.steps) steps, step \(step): \(got), expected \(expected)")
                }
            }
        }
    }

    /// Twenty steps of float32 rounding: sums are taken in another order than in diffusers, nothing else differs.
    /// The worst relative difference was 4e-7 when this was written.
    static let tolerance: Float = 2e-6

    @Test("a constant velocity carries noise to data exactly where it points", arguments: [1, 2, 7])
    func straightLine(steps: Int) throws {
        let device = ReferenceDevice()
        let (noise, data): ([Float], [Float]) = ([2, -1, 0.5], [0.25, 3, -1])
        for method in [SchedulerConfiguration.Method.uniPC(UniPCOptions()), .flowMatchEuler] {
            var solver = try SchedulerConfiguration(method: method, shift: 3).solver(steps: steps)
            var sample = Tensor(noise, shape: [3])
            let velocity = Tensor(zip(noise, data).map { $0 - $1 }, shape: [3])
            for step in 0..<steps {
                sample = solver.step(velocity: velocity, at: step, sample: sample, on: device)
            }
            for (got, expected) in zip(sample.elements(), data) { #expect(abs(got - expected) < 1e-5) }
        }
    }

    @Test("guidance moves away from the unconditional prediction")
    func guidance() {
        let conditional = Tensor([3, -1], shape: [2])
        let unconditional = Tensor([1, 1], shape: [2])
        let guided = guide(
            conditional: conditional, unconditional: unconditional, scale: 5, on: ReferenceDevice())
        #expect(guided.elements() == [11, -9])
    }
}
