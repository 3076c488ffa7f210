/// The body of `POST /v1/images/generations`.
///
/// - Source: sections 8.14 and 12 of the wire contract.
public struct ImageGenerationBody: Sendable, Hashable, Decodable {
    public enum Reference: String, Sendable, CaseIterable {
        case subject, face
    }

    public let common: CommonFields
    public let capabilities: ImageModelCapabilities
    public let prompt: String
    public let negativePrompt: String?
    public let image: MediaReference?
    /// Nothing where the model ignores it.
    public let reference: Reference?
    /// 0...1: how closely the picture is followed.
    public let fidelity: Double
    /// 0...1: how closely a person's face is followed.
    public let humanFidelity: Double
    public let elements: [Int64]
    /// "1k" or "2k".
    public let resolution: String
    /// 1...9.
    public let count: Int
    public let aspectRatio: String

    /// Its name.
    public var model: String { capabilities.name }

    static let standardModel = "kling-v3"
    static let fidelities: ClosedRange<Double> = 0...1
    static let resolutions = ["1k", "2k"]

    private enum CodingKeys: String, CodingKey {
        case model = "model_name"
        case negativePrompt = "negative_prompt"
        case reference = "image_reference"
        case fidelity = "image_fidelity"
        case humanFidelity = "human_fidelity"
        case elements = "element_list"
        case aspectRatio = "aspect_ratio"
        case count = "n"
        case prompt, image, resolution
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        common = try CommonFields(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let capabilities = try ImageModelCapabilities.named(container.text(.model) ?? Self.standardModel)
        self.capabilities = capabilities
        prompt = try container.neededText(.prompt)
        negativePrompt = try container.text(.negativePrompt)
        try FieldLimits.check("prompt", prompt)
        try FieldLimits.check("negative_prompt", negativePrompt)
        image = try container.media(.image)
        let reference = try container.text(.reference).map {
            try FieldLimits.choice("image_reference", $0, of: Reference.allCases, default: .subject)
        }
        self.reference = capabilities.hasReferences ? reference : nil
        let fidelities = (try container.number(.fidelity), try container.number(.humanFidelity))
        try FieldLimits.check("image_fidelity", fidelities.0, in: Self.fidelities)
        try FieldLimits.check("human_fidelity", fidelities.1, in: Self.fidelities)
        (fidelity, humanFidelity) = (fidelities.0 ?? 0.5, fidelities.1 ?? 0.45)
        let elements: [ElementEntry] = try container.list(.elements, most: FieldLimits.imageReferences)
        self.elements = elements.map(\.id)
        resolution = try FieldLimits.choice(
            "resolution", container.text(.resolution),
            of: image == nil ? capabilities.resolutions : capabilities.resolutionsFromImage, default: "1k")
        count = try FieldLimits.integer("n", container.integer(.count), in: FieldLimits.imageCount, default: 1)
        aspectRatio = try FieldLimits.choice(
            "aspect_ratio", container.text(.aspectRatio), of: capabilities.aspectRatios, default: "16:9")
        if reference != nil, image == nil { throw APIError.missing("image") }
        try check()
    }

    private func check() throws(APIError) {
        if image != nil, negativePrompt != nil { throw .parameter("negative_prompt is not supported with image") }
        if image == nil, !capabilities.makesFromText { throw .missing("image") }
        if image != nil, reference == nil, capabilities.needsReference {
            throw .parameter("image_reference can not be null for \(model) with image")
        }
        guard elements.isEmpty || capabilities.hasElements else {
            throw .parameter("element_list is not supported by \(model)")
        }
        let pictures = image == nil ? 0 : 1
        guard pictures + elements.count <= FieldLimits.imageReferences else {
            throw .parameter("image and element_list may have at most \(FieldLimits.imageReferences) entries together")
        }
        try PromptReferences.check(prompt, images: pictures, elements: elements.count)
    }
}
