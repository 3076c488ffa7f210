import Foundation

/// What `scheduler/scheduler_config.json` asks for: which solver, how it works, and the shift of its noise levels.
///
/// The file is that of diffusers. Every option is either followed, known to change nothing for flow models, or an error
/// that names it: a clip made by another method than the model's own would look wrong without saying why.
public struct SchedulerConfiguration: Equatable, Sendable {
    public enum Method: Equatable, Sendable {
        case uniPC(UniPCOptions)
        case flowMatchEuler
    }

    public static let largestShift = 100.0
    private static let largestFileBytes = 1 << 20

    public let method: Method
    /// Timesteps run from 0 to this number, 1000 for all published models.
    public let trainTimesteps: Int
    /// The shift of the noise levels (`flow_shift` or `shift`), 1 for none.
    public let shift: Double

    public init(method: Method, trainTimesteps: Int = 1000, shift: Double = 1) {
        self.method = method
        self.trainTimesteps = trainTimesteps
        self.shift = shift
    }

    /// Reads a `scheduler_config.json`.
    public init(contentsOf file: URL) throws(SamplingError) {
        let json: Data
        do {
            // Nil stands for an empty file.
            json = try FileHandle(forReadingFrom: file).read(upToCount: Self.largestFileBytes + 1) ?? Data()
        } catch {
            throw .missingConfiguration(path: file.path)
        }
        guard json.count <= Self.largestFileBytes else { throw .malformedConfiguration(path: file.path) }
        try self.init(json: json, path: file.path)
    }

    /// - Parameter path: named in errors.
    public init(json: Data, path: String = "scheduler_config.json") throws(SamplingError) {
        guard let values = try? JSONDecoder().decode([String: SchedulerOption].self, from: json) else {
            throw .malformedConfiguration(path: path)
        }
        var options = SchedulerOptions(values: values)
        switch try options.text("_class_name", default: "") {
        case "UniPCMultistepScheduler": try self.init(uniPC: &options)
        case "FlowMatchEulerDiscreteScheduler": try self.init(flowMatchEuler: &options)
        case let name: throw .unknownScheduler(className: name)
        }
        try options.requireNoneLeft()
    }

    /// A fresh solver for one clip.
    /// - Parameters:
    ///   - shift: replaces the model's own shift where given.
    ///   - first: the step that the solver begins with, below `steps`; its indices count from there.
    public func solver(
        steps: Int, shift: Double? = nil, from first: Int = 0
    ) throws(SamplingError) -> any FlowSolver {
        guard (1...trainTimesteps).contains(steps) else {
            throw .stepsOutOfRange(steps: steps, limit: trainTimesteps)
        }
        let shift = shift ?? self.shift
        guard shift > 0, shift <= Self.largestShift else { throw .shiftOutOfRange(shift: shift) }
        switch method {
        case .uniPC(let options):
            let schedule = FlowSchedule.uniPC(
                steps: steps, shift: shift, trainTimesteps: trainTimesteps, endsAtZero: options.endsAtZero)
            return UniPCSolver(schedule: schedule.suffix(from: first), options: options)
        case .flowMatchEuler:
            let schedule = FlowSchedule.flowMatchEuler(steps: steps, shift: shift, trainTimesteps: trainTimesteps)
            return FlowMatchEulerSolver(schedule: schedule.suffix(from: first))
        }
    }

    private init(uniPC options: inout SchedulerOptions) throws(SamplingError) {
        try options.require("prediction_type", "flow_prediction", default: "epsilon")
        try options.require("use_flow_sigmas", true, default: false)
        try options.require("predict_x0", true, default: true)
        try options.require("thresholding", false, default: false)
        var method = UniPCOptions()
        method.order = try options.whole("solver_order", in: 1...3, default: 2)
        // diffusers reads the solver types of its other multistep schedulers as bh2.
        method.kind = try options.choice(
            "solver_type", ["bh1": .bh1, "bh2": .bh2, "midpoint": .bh2, "heun": .bh2, "logrho": .bh2], default: .bh2)
        method.lowersFinalOrder = try options.flag("lower_order_final", default: true)
        method.uncorrectedSteps = Set(try options.wholes("disable_corrector"))
        method.endsAtZero = try options.choice(
            "final_sigmas_type", ["zero": true, "sigma_min": false], default: true)
        if method.endsAtZero, !method.lowersFinalOrder, method.order > 1 {
            // The last step is infinite in lambda, which only a first-order update survives.
            throw .unsupportedOption(name: "lower_order_final", value: "false", supported: "true")
        }
        trainTimesteps = try options.whole("num_train_timesteps", in: 2...100_000, default: 1000)
        shift = try options.shift("flow_shift")
        self.method = .uniPC(method)
    }

    private init(flowMatchEuler options: inout SchedulerOptions) throws(SamplingError) {
        try options.require("invert_sigmas", false, default: false)
        try options.require("stochastic_sampling", false, default: false)
        trainTimesteps = try options.whole("num_train_timesteps", in: 2...100_000, default: 1000)
        shift = try options.shift("shift")
        method = .flowMatchEuler
    }
}
