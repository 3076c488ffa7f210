/// How a clip of several shots is asked for.
///
/// - Source: section 8.1 of the wire contract.
public enum Shots: Sendable, Hashable {
    /// One shot, as the prompt tells it.
    case one
    /// Shots that the prompt tells and the model cuts.
    case intelligence
    /// Shots one by one, in order; the prompt has no effect.
    case customize([Shot])

    public struct Shot: Sendable, Hashable {
        public let prompt: String
        public let seconds: Int
    }

    public var isCustomized: Bool {
        if case .customize = self { return true }
        return false
    }

    private enum CodingKeys: String, CodingKey {
        case isWanted = "multi_shot"
        case type = "shot_type"
        case shots = "multi_prompt"
    }

    /// Choices of `shot_type`.
    static let types = ["customize", "intelligence"]
    /// Seconds of one shot.
    static let lengths: ClosedRange<Int64> = 1...15

    /// - Parameters:
    ///   - model: its name, if it can make several shots.
    ///   - seconds: of the whole clip.
    /// - Throws: `APIError` or `DecodingError`.
    static func read(from decoder: any Decoder, model: String, isSupported: Bool, seconds: Int) throws -> Shots {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // What has no effect must be right, too.
        let type = try container.text(.type).map { try FieldLimits.choice("shot_type", $0, of: types, default: "") }
        let entries: [Entry] = try container.list(.shots, most: FieldLimits.shots.upperBound)
        guard try container.flag(.isWanted) == true else { return .one }
        guard isSupported else { throw APIError.parameter("multi_shot is not supported by \(model)") }
        guard let type else { throw APIError.missing("shot_type") }
        guard type == "customize" else { return .intelligence }
        guard !entries.isEmpty else { throw APIError.missing("multi_prompt") }
        guard entries.reduce(0, { $0 + $1.seconds }) == seconds else {
            throw APIError.parameter("the durations of multi_prompt must add up to the duration, \(seconds)")
        }
        return .customize(
            entries.sorted { $0.index < $1.index }.map { Shot(prompt: $0.prompt, seconds: Int($0.seconds)) })
    }

    private struct Entry: Decodable {
        let index: Int64
        let prompt: String
        let seconds: Int64

        private enum CodingKeys: String, CodingKey { case index, prompt, duration }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            index = try container.integer(.index) ?? 0
            prompt = try container.neededText(.prompt)
            try FieldLimits.check("multi_prompt.prompt", prompt, longest: FieldLimits.shotPrompt)
            guard let seconds = try container.integer(.duration) else {
                throw APIError.missing("multi_prompt.duration")
            }
            self.seconds = Int64(
                try FieldLimits.integer("multi_prompt.duration", seconds, in: Shots.lengths, default: 1))
        }
    }
}
