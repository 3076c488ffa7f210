/// Names of models that requests can choose by `model_name`.
///
/// - Source: sections 8, 11.1 and 12 of the wire contract.
public enum ModelNames {
    public static let textToVideo = VideoModelCapabilities.all.filter(\.makesFromText).map(\.name)
    public static let imageToVideo = VideoModelCapabilities.all.filter(\.makesFromImage).map(\.name)
    public static let omniVideo = OmniVideoModel.all.map(\.name)
    public static let multiImageToVideo = ["kling-v1-6"]
    public static let multiElements = ["kling-v1-6"]
    public static let images = ImageModelCapabilities.all.map(\.name)
    public static let omniImages = OmniImageModel.all.map(\.name)
    public static let multiImageToImage = ["kling-v2-1", "kling-v2"]

    static let all = Set(
        textToVideo + imageToVideo + omniVideo + multiImageToVideo + multiElements + images + omniImages
            + multiImageToImage)

    /// - Returns: `name` or the standard one.
    /// - Throws: `APIError` for a model that the API does not have, or not here.
    static func choose(_ name: String?, of names: [String], default standard: String) throws(APIError) -> String {
        guard let name else { return standard }
        if names.contains(name) { return name }
        throw all.contains(name) ? .modelNotSupported : .modelUnknown(name)
    }
}
