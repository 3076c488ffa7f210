/// The body of `POST /v1/videos/multi-elements`: something is put into a clip, swapped or removed where a selection is.
///
/// - Source: section 8.13 of the wire contract.
public struct MultiElementsBody: Sendable, Hashable, Decodable {
    public enum Edit: String, Sendable, CaseIterable {
        case addition, swap, removal

        /// How many pictures it takes.
        public var pictures: ClosedRange<Int> {
            switch self {
            case .addition: 1...2
            case .swap: 1...1
            case .removal: 0...0
            }
        }
    }

    public let common: CommonFields
    public let model: String
    public let sessionID: String
    public let edit: Edit
    public let references: [MediaReference]
    public let prompt: String
    public let negativePrompt: String?
    public let mode: VideoMode
    /// 5 for a source of 2 to 5 seconds, 10 for one of 7 to 10; nothing where none was given.
    public let seconds: Int?

    /// "720p" or "1080p".
    public var resolution: String { mode.resolution }

    static let modes: [VideoMode] = [.std, .pro]
    static let durations = [5, 10]
    static let mostPictures = 2

    private enum CodingKeys: String, CodingKey {
        case model = "model_name"
        case sessionID = "session_id"
        case edit = "edit_mode"
        case images = "image_list"
        case negativePrompt = "negative_prompt"
        case prompt, mode, duration
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        common = try CommonFields(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try ModelNames.choose(
            container.text(.model), of: ModelNames.multiElements, default: ModelNames.multiElements[0])
        sessionID = try container.neededText(.sessionID)
        edit = try FieldLimits.choice(
            "edit_mode", container.neededText(.edit), of: Edit.allCases, default: .addition)
        let images: [ImageEntry] = try container.list(.images, most: Self.mostPictures)
        guard edit.pictures.contains(images.count) else {
            let most = edit.pictures.upperBound
            throw APIError.parameter(
                most == 0
                    ? "image_list is not supported with edit_mode \(edit.rawValue)"
                    : "image_list must have \(most == 1 ? "1 entry" : "1 or 2 entries") with edit_mode \(edit.rawValue)"
            )
        }
        references = images.map(\.image)
        prompt = try container.neededText(.prompt)
        negativePrompt = try container.text(.negativePrompt)
        try FieldLimits.check("prompt", prompt)
        try FieldLimits.check("negative_prompt", negativePrompt)
        mode = try FieldLimits.choice("mode", container.text(.mode), of: Self.modes, default: .std)
        seconds = try container.integer(.duration).map { try FieldLimits.seconds($0, of: Self.durations) }
        try PromptReferences.check(prompt, images: references.count, videos: 1)
    }
}
