/// The body of `POST /v1/videos/video-extend`.
///
/// - Source: section 8.7 of the wire contract.
public struct VideoExtendBody: Sendable, Hashable, Decodable {
    public let common: CommonFields
    public let videoID: String
    public let prompt: String?
    public let negativePrompt: String?
    /// 0...1.
    public let guidance: Double?

    private enum CodingKeys: String, CodingKey {
        case videoID = "video_id"
        case negativePrompt = "negative_prompt"
        case guidance = "cfg_scale"
        case prompt
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        common = try CommonFields(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        videoID = try container.neededText(.videoID)
        prompt = try container.text(.prompt)
        negativePrompt = try container.text(.negativePrompt)
        guidance = try container.number(.guidance)
        try FieldLimits.check("prompt", prompt)
        try FieldLimits.check("negative_prompt", negativePrompt)
        try FieldLimits.check("cfg_scale", guidance, in: VideoFields.guidances)
    }
}
