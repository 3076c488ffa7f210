/// The body of `POST /v1/images/omni-image`.
///
/// - Source: section 8.15 of the wire contract.
public struct OmniImageBody: Sendable, Hashable, Decodable {
    public let common: CommonFields
    public let model: OmniImageModel
    public let prompt: String
    /// In the order in which the prompt counts them.
    public let references: [MediaReference]
    public let elements: [Int64]
    /// "1k", "2k" or "4k".
    public let resolution: String
    /// Whether pictures that belong together are wanted.
    public let isSeries: Bool
    /// How many pictures, 1...9; nothing where the model decides how long a series is.
    public let count: Int?
    /// "16:9", ...; nothing where what is given decides.
    public let aspectRatio: String?

    static let standardModel = "kling-image-o1"
    static let resultTypes = ["single", "series"]
    static let seriesCounts: ClosedRange<Int64> = 2...9
    static let standardSeriesCount = 4
    static let automatic = "auto"
    static let resolutions = ["1k", "2k", "4k"]

    private enum CodingKeys: String, CodingKey {
        case model = "model_name"
        case images = "image_list"
        case elements = "element_list"
        case resultType = "result_type"
        case count = "n"
        case seriesCount = "series_amount"
        case aspectRatio = "aspect_ratio"
        case prompt, resolution
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        common = try CommonFields(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let model = try OmniImageModel.named(container.text(.model) ?? Self.standardModel)
        self.model = model
        prompt = try container.neededText(.prompt)
        try FieldLimits.check("prompt", prompt)
        let images: [ImageEntry] = try container.list(.images, most: FieldLimits.imageReferences)
        references = images.map(\.image)
        let elements: [ElementEntry] = try container.list(.elements, most: FieldLimits.imageReferences)
        self.elements = elements.map(\.id)
        resolution = try FieldLimits.choice(
            "resolution", container.text(.resolution), of: model.resolutions, default: "1k")
        isSeries =
            try FieldLimits.choice(
                "result_type", container.text(.resultType), of: Self.resultTypes, default: "single") == "series"
        let counts = try (single: Self.singleCount(in: container), series: Self.seriesCount(in: container))
        count = isSeries ? counts.series : counts.single
        // Words alone have no shape to take over.
        let hasShape = !references.isEmpty || !elements.isEmpty
        let ratio = try FieldLimits.choice(
            "aspect_ratio", container.text(.aspectRatio),
            of: FieldLimits.imageAspectRatios + (hasShape ? [Self.automatic] : []),
            default: hasShape ? Self.automatic : "16:9")
        aspectRatio = ratio == Self.automatic ? nil : ratio
        try check()
    }

    private static func singleCount(in container: KeyedDecodingContainer<CodingKeys>) throws -> Int {
        try FieldLimits.integer("n", container.integer(.count), in: FieldLimits.imageCount, default: 1)
    }

    private static func seriesCount(in container: KeyedDecodingContainer<CodingKeys>) throws -> Int? {
        if (try? container.text(.seriesCount)) == automatic { return nil }
        return try FieldLimits.integer(
            "series_amount", container.integer(.seriesCount), in: seriesCounts, default: standardSeriesCount)
    }

    private func check() throws(APIError) {
        guard references.count + elements.count <= FieldLimits.imageReferences else {
            throw .parameter(
                "image_list and element_list may have at most \(FieldLimits.imageReferences) entries together")
        }
        guard !isSeries || model.hasSeries else {
            throw .parameter("result_type series is not supported by \(model.name)")
        }
        try PromptReferences.check(prompt, images: references.count, elements: elements.count)
    }
}
