/// The body of `POST /v1/videos/multi-image2video`.
///
/// - Source: section 8.4 of the wire contract.
public struct MultiImageToVideoBody: Sendable, Hashable, Decodable {
    public let common: CommonFields
    public let model: String
    /// 1 to 4 subjects.
    public let references: [MediaReference]
    public let prompt: String
    public let negativePrompt: String?
    public let mode: VideoMode
    /// "16:9", "9:16" or "1:1".
    public let aspectRatio: String
    public let seconds: Int

    /// "720p" or "1080p".
    public var resolution: String { mode.resolution }

    static let mostReferences = 4
    static let modes: [VideoMode] = [.std, .pro]
    static let durations = [5, 10]

    private enum CodingKeys: String, CodingKey {
        case model = "model_name"
        case images = "image_list"
        case negativePrompt = "negative_prompt"
        case aspectRatio = "aspect_ratio"
        case prompt, mode, duration
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        common = try CommonFields(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try ModelNames.choose(
            container.text(.model), of: ModelNames.multiImageToVideo, default: ModelNames.multiImageToVideo[0])
        let images: [ImageEntry] = try container.list(.images, most: Self.mostReferences)
        guard !images.isEmpty else { throw APIError.missing("image_list") }
        references = images.map(\.image)
        prompt = try container.neededText(.prompt)
        negativePrompt = try container.text(.negativePrompt)
        try FieldLimits.check("prompt", prompt)
        try FieldLimits.check("negative_prompt", negativePrompt)
        mode = try FieldLimits.choice("mode", container.text(.mode), of: Self.modes, default: .std)
        aspectRatio = try FieldLimits.choice(
            "aspect_ratio", container.text(.aspectRatio), of: FieldLimits.videoAspectRatios, default: "16:9")
        seconds = try FieldLimits.seconds(container.integer(.duration), of: Self.durations)
    }
}
