/// The body of `POST /v1/videos/text2video`.
///
/// - Source: section 8.1 of the wire contract.
public struct TextToVideoBody: Sendable, Hashable, Decodable {
    public let common: CommonFields
    public let video: VideoFields
    /// Empty where the shots have prompts of their own.
    public let prompt: String
    /// "16:9", "9:16" or "1:1".
    public let aspectRatio: String

    private enum CodingKeys: String, CodingKey { case aspectRatio = "aspect_ratio" }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        common = try CommonFields(from: decoder)
        video = try VideoFields(from: decoder)
        guard video.model.makesFromText else { throw APIError.modelNotSupported }
        if video.shots.isCustomized {
            prompt = ""
        } else {
            guard let prompt = video.prompt else { throw APIError.missing("prompt") }
            self.prompt = prompt
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        aspectRatio = try FieldLimits.choice(
            "aspect_ratio", container.text(.aspectRatio), of: FieldLimits.videoAspectRatios, default: "16:9")
    }
}
