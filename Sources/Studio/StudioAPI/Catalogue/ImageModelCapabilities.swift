/// What a model of `POST /v1/images/generations` can be asked for.
///
/// - Source: sections 8.14 and 12 of the wire contract.
public struct ImageModelCapabilities: Sendable, Hashable {
    public let name: String
    /// Whether it makes pictures from words alone.
    public var makesFromText = true
    /// Whether `image_reference` has a meaning; it is ignored otherwise.
    public var hasReferences = false
    /// Whether `image_reference` is needed beside a picture.
    public var needsReference = false
    public var hasElements = false
    public var resolutions = ["1k"]
    /// Those from another picture.
    public var resolutionsFromImage = ["1k"]
    public var aspectRatios = FieldLimits.imageAspectRatios

    private init(_ name: String, _ change: (inout ImageModelCapabilities) -> Void) {
        self.name = name
        change(&self)
    }

    public static let all: [ImageModelCapabilities] = [
        .init("kling-v1") { $0.aspectRatios = FieldLimits.imageAspectRatios.filter { $0 != "21:9" } },
        .init("kling-v1-5") { ($0.hasReferences, $0.needsReference) = (true, true) },
        .init("kling-v2") { $0.resolutions = ["1k", "2k"] },
        .init("kling-v2-new") { ($0.makesFromText, $0.resolutionsFromImage) = (false, ["1k", "2k"]) },
        .init("kling-v2-1") {
            ($0.hasReferences, $0.resolutions, $0.resolutionsFromImage) = (true, ["1k", "2k"], ["1k", "2k"])
        },
        .init("kling-v3") {
            ($0.hasElements, $0.resolutions, $0.resolutionsFromImage) = (true, ["1k", "2k"], ["1k", "2k"])
        },
    ]

    /// - Throws: `APIError` for a model that there is not, or not here.
    public static func named(_ name: String) throws(APIError) -> ImageModelCapabilities {
        guard let model = all.first(where: { $0.name == name }) else {
            throw ModelNames.all.contains(name) ? .modelNotSupported : .modelUnknown(name)
        }
        return model
    }
}
