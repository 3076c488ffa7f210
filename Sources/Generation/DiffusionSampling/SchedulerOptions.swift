import Foundation

/// One value of a `scheduler_config.json`.
enum SchedulerOption: Decodable, Equatable, CustomStringConvertible {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([SchedulerOption])
    case object([String: SchedulerOption])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([SchedulerOption].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: SchedulerOption].self))
        }
    }

    var description: String {
        switch self {
        case .null: "null"
        case .flag(let flag): "\(flag)"
        case .number(let number): number == number.rounded() ? String(format: "%.0f", number) : "\(number)"
        case .text(let text): text
        case .list: "a list"
        case .object: "an object"
        }
    }

    /// Whether an option with this value asks for nothing.
    var isOff: Bool { self == .null || self == .flag(false) || self == .list([]) }
}

/// The options of a scheduler file, each taken out once it is understood.
struct SchedulerOptions {
    private var values: [String: SchedulerOption]

    /// Options that change nothing for a flow model: noise schedules of other kinds of diffusion and their spacing, the
    /// details of features that are off, and what diffusers leaves behind when one scheduler is made from another.
    private static let ineffective: Set<String> = [
        "beta_start", "beta_end", "beta_schedule", "trained_betas", "rescale_betas_zero_snr", "timestep_spacing",
        "steps_offset", "dynamic_thresholding_ratio", "sample_max_value", "sigma_min", "sigma_max", "time_shift_type",
        "base_shift", "max_shift", "base_image_seq_len", "max_image_seq_len", "shift", "flow_shift",
    ]

    init(values: [String: SchedulerOption]) { self.values = values }

    /// Takes an option that must have one value.
    mutating func require(_ name: String, _ value: Bool, default: Bool) throws(SamplingError) {
        guard try flag(name, default: `default`) == value else {
            throw .unsupportedOption(name: name, value: "\(!value)", supported: "\(value)")
        }
    }

    mutating func require(_ name: String, _ value: String, default: String) throws(SamplingError) {
        let found = try text(name, default: `default`)
        guard found == value else { throw .unsupportedOption(name: name, value: found, supported: value) }
    }

    mutating func flag(_ name: String, default: Bool) throws(SamplingError) -> Bool {
        switch values.removeValue(forKey: name) {
        case nil: `default`
        case .flag(let flag): flag
        case let other?: throw .unsupportedOption(name: name, value: "\(other)", supported: "true or false")
        }
    }

    mutating func text(_ name: String, default: String) throws(SamplingError) -> String {
        switch values.removeValue(forKey: name) {
        case nil: `default`
        case .text(let text): text
        case let other?: throw .unsupportedOption(name: name, value: "\(other)", supported: "text")
        }
    }

    mutating func choice<Value>(
        _ name: String, _ choices: [String: Value], default: Value
    ) throws(SamplingError) -> Value {
        guard let found = values.removeValue(forKey: name) else { return `default` }
        if case .text(let text) = found, let choice = choices[text] { return choice }
        let supported = choices.keys.sorted().joined(separator: " or ")
        throw .unsupportedOption(name: name, value: "\(found)", supported: supported)
    }

    mutating func whole(
        _ name: String, in range: ClosedRange<Int>, default: Int
    ) throws(SamplingError) -> Int {
        guard let found = values.removeValue(forKey: name) else { return `default` }
        if case .number(let number) = found, let whole = Int(exactly: number), range.contains(whole) { return whole }
        let supported = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        throw .unsupportedOption(name: name, value: "\(found)", supported: supported)
    }

    mutating func wholes(_ name: String) throws(SamplingError) -> [Int] {
        guard let found = values.removeValue(forKey: name) else { return [] }
        let supported = "a list of whole numbers"
        guard case .list(let items) = found else {
            throw .unsupportedOption(name: name, value: "\(found)", supported: supported)
        }
        return try items.map { item throws(SamplingError) in
            if case .number(let number) = item, let whole = Int(exactly: number) { return whole }
            throw .unsupportedOption(name: name, value: "\(item)", supported: supported)
        }
    }

    mutating func shift(_ name: String) throws(SamplingError) -> Double {
        guard let found = values.removeValue(forKey: name) else { return 1 }
        let largest = SchedulerConfiguration.largestShift
        if case .number(let number) = found, number > 0, number <= largest { return number }
        throw .unsupportedOption(name: name, value: "\(found)", supported: "a number above 0 and at most \(largest)")
    }

    /// Checks that what was not taken asks for nothing. Names with an underscore in front are notes of diffusers.
    func requireNoneLeft() throws(SamplingError) {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            if value.isOff || name.hasPrefix("_") || Self.ineffective.contains(name) { continue }
            throw .unsupportedOption(name: name, value: "\(value)", supported: "leaving it off")
        }
    }
}
