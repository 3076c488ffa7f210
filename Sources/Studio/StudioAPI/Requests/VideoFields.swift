/// What text-to-video and image-to-video requests have in common.
///
/// - Source: section 8.1 of the wire contract.
public struct VideoFields: Sendable, Hashable, Decodable {
    public let model: VideoModelCapabilities
    public let prompt: String?
    public let negativePrompt: String?
    /// 0...1; nothing where the model ignores it or none was given.
    public let guidance: Double?
    /// Nothing for a model without modes.
    public let mode: VideoModelCapabilities.Mode?
    public let camera: CameraControl?
    /// Seconds.
    public let duration: Int

    private enum CodingKeys: String, CodingKey {
        case modelName = "model_name"
        case negativePrompt = "negative_prompt"
        case guidance = "cfg_scale"
        case camera = "camera_control"
        case prompt, mode, duration
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try .named(container.text(.modelName) ?? "kling-v1")
        prompt = try container.text(.prompt)
        negativePrompt = try container.text(.negativePrompt)
        try FieldLimits.check("prompt", prompt)
        try FieldLimits.check("negative_prompt", negativePrompt)
        let scale = try container.number(.guidance)
        try FieldLimits.check("cfg_scale", scale, in: 0...1)
        guidance = model.hasGuidance ? scale : nil
        mode = try Self.mode(container.text(.mode), of: model)
        duration = try Self.duration(container.integer(.duration), of: model)
        camera = try CameraControl.read(.camera, in: container)
    }

    private static func mode(_ text: String?, of model: VideoModelCapabilities) throws(APIError)
        -> VideoModelCapabilities.Mode?
    {
        // Models without modes are sent one by some clients; it says nothing.
        guard !model.modes.isEmpty else { return nil }
        let choice = try FieldLimits.choice("mode", text, of: model.modes.map(\.rawValue), default: "std")
        return VideoModelCapabilities.Mode(rawValue: choice)
    }

    private static func duration(_ seconds: Int64?, of model: VideoModelCapabilities) throws(APIError) -> Int {
        guard let seconds else { return 5 }
        guard let duration = model.durations.first(where: { Int64($0) == seconds }) else {
            throw .parameter(
                "duration value '\(seconds)' is invalid: it may be "
                    + model.durations.map(String.init).joined(separator: ", "))
        }
        return duration
    }
}
