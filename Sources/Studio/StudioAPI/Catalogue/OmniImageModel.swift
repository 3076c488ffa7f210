/// What a model of `POST /v1/images/omni-image` can be asked for.
///
/// - Source: sections 8.15 and 12 of the wire contract.
public struct OmniImageModel: Sendable, Hashable {
    public let name: String
    public let resolutions: [String]
    /// Whether it makes several pictures that belong together.
    public let hasSeries: Bool

    public static let all = [
        OmniImageModel(name: "kling-image-o1", resolutions: ["1k", "2k"], hasSeries: false),
        OmniImageModel(name: "kling-v3-omni", resolutions: ["1k", "2k", "4k"], hasSeries: true),
    ]

    /// - Throws: `APIError` for a model that there is not, or not here.
    public static func named(_ name: String) throws(APIError) -> OmniImageModel {
        guard let model = all.first(where: { $0.name == name }) else {
            throw ModelNames.all.contains(name) ? .modelNotSupported : .modelUnknown(name)
        }
        return model
    }
}
