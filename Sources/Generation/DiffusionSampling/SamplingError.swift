/// What can be wrong with a model's scheduler or with the steps and shift that a person asked for.
public enum SamplingError: Error, Equatable, CustomStringConvertible {
    case missingConfiguration(path: String)
    case malformedConfiguration(path: String)
    case unknownScheduler(className: String)
    case unsupportedOption(name: String, value: String, supported: String)
    case stepsOutOfRange(steps: Int, limit: Int)
    case shiftOutOfRange(shift: Double)

    public var description: String {
        switch self {
        case .missingConfiguration(let path):
            "The scheduler configuration \(Self.name(path)) is missing or cannot be read."
        case .malformedConfiguration(let path):
            "The scheduler configuration \(Self.name(path)) is not a JSON object of at most 1 MiB."
        case .unknownScheduler(let name):
            "The scheduler \(name) is not supported; UniPCMultistepScheduler and FlowMatchEulerDiscreteScheduler are."
        case .unsupportedOption(let name, let value, let supported):
            "The scheduler option \(name) is \(value), but only \(supported) is supported."
        case .stepsOutOfRange(let steps, let limit):
            "The number of steps is \(steps), but it must be from 1 to \(limit)."
        case .shiftOutOfRange(let shift):
            "The flow shift is \(shift), but it must be above 0 and at most \(SchedulerConfiguration.largestShift)."
        }
    }

    /// The last two components: where models lie on this machine is nobody's business.
    private static func name(_ path: String) -> String { path.split(separator: "/").suffix(2).joined(separator: "/") }
}
