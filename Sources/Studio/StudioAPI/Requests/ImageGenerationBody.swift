/// The body of `POST /v1/images/generations`.
///
/// - Source: sections 8.14 and 12 of the wire contract.
public struct ImageGenerationBody: Sendable, Hashable, Decodable {
    public enum Reference: String, Sendable {
        case subject, face
    }

    public let common: CommonFields
    public let model: String
    public let prompt: String
    public let negativePrompt: String?
    public let image: MediaReference?
    public let reference: Reference?
    /// 0...1: how closely the picture is followed.
    public let fidelity: Double
    /// "1k" or "2k".
    public let resolution: String
    /// 1...9.
    public let count: Int
    public let aspectRatio: String

    static let models = ["kling-v1", "kling-v1-5", "kling-v2", "kling-v2-new", "kling-v2-1", "kling-v3"]
    static let aspectRatios = ["16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9"]

    private enum CodingKeys: String, CodingKey {
        case model = "model_name"
        case negativePrompt = "negative_prompt"
        case reference = "image_reference"
        case fidelity = "image_fidelity"
        case aspectRatio = "aspect_ratio"
        case count = "n"
        case prompt, image, resolution
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        common = try CommonFields(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try FieldLimits.choice(
            "model_name", container.text(.model), of: Self.models, default: "kling-v3")
        guard let prompt = try container.text(.prompt) else { throw APIError.parameter("prompt can not be null") }
        self.prompt = prompt
        negativePrompt = try container.text(.negativePrompt)
        try FieldLimits.check("prompt", prompt)
        try FieldLimits.check("negative_prompt", negativePrompt)
        image = try container.text(.image).map { try MediaReference($0) }
        let reference = try container.text(.reference)
        self.reference = try reference.map {
            guard let known = Reference(rawValue: $0) else {
                throw APIError.parameter("image_reference value '\($0.prefix(64))' is invalid: it may be subject, face")
            }
            return known
        }
        if reference != nil, image == nil { throw APIError.parameter("image can not be null with image_reference") }
        if image != nil, negativePrompt != nil {
            throw APIError.parameter("negative_prompt is not supported with image")
        }
        if model == "kling-v1-5", image != nil, reference == nil {
            throw APIError.parameter("image_reference can not be null for kling-v1-5 with image")
        }
        let fidelity = try container.number(.fidelity)
        try FieldLimits.check("image_fidelity", fidelity, in: 0...1)
        self.fidelity = fidelity ?? 0.5
        resolution = try FieldLimits.choice("resolution", container.text(.resolution), of: ["1k", "2k"], default: "1k")
        count = try ImageCount.read(.count, in: container)
        aspectRatio = try FieldLimits.choice(
            "aspect_ratio", container.text(.aspectRatio), of: Self.aspectRatios, default: "16:9")
    }
}
