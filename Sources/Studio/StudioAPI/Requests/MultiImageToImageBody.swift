/// The body of `POST /v1/images/multi-image2image`.
///
/// - Source: section 8.16 of the wire contract.
public struct MultiImageToImageBody: Sendable, Hashable, Decodable {
    public let common: CommonFields
    public let model: String
    public let prompt: String?
    /// 1 to 4 subjects.
    public let subjects: [MediaReference]
    public let scene: MediaReference?
    public let style: MediaReference?
    /// 1...9.
    public let count: Int
    public let aspectRatio: String

    /// Subjects, then the scene, then the style.
    public var references: [MediaReference] { subjects + [scene, style].compactMap(\.self) }

    static let mostSubjects = 4

    private enum CodingKeys: String, CodingKey {
        case model = "model_name"
        case subjects = "subject_image_list"
        case scene = "scene_image"
        case style = "style_image"
        case count = "n"
        case aspectRatio = "aspect_ratio"
        case prompt
    }

    private struct Subject: Decodable {
        let image: MediaReference

        private enum CodingKeys: String, CodingKey { case image = "subject_image" }

        init(from decoder: any Decoder) throws {
            image = try decoder.container(keyedBy: CodingKeys.self).neededMedia(.image)
        }
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        common = try CommonFields(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try ModelNames.choose(
            container.text(.model), of: ModelNames.multiImageToImage, default: ModelNames.multiImageToImage[0])
        prompt = try container.text(.prompt)
        try FieldLimits.check("prompt", prompt)
        let subjects: [Subject] = try container.list(.subjects, most: Self.mostSubjects)
        guard !subjects.isEmpty else { throw APIError.missing("subject_image_list") }
        self.subjects = subjects.map(\.image)
        scene = try container.media(.scene)
        style = try container.media(.style)
        count = try FieldLimits.integer("n", container.integer(.count), in: FieldLimits.imageCount, default: 1)
        aspectRatio = try FieldLimits.choice(
            "aspect_ratio", container.text(.aspectRatio), of: FieldLimits.imageAspectRatios, default: "16:9")
    }
}
