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
    public let mode: VideoMode?
    public let camera: CameraControl?
    /// Seconds.
    public let duration: Int
    public let shots: Shots
    public let hasSound: Bool
    public let voices: [String]

    /// "720p", "1080p" or "4k".
    public var resolution: String { model.resolution(in: mode) }

    /// What a server must be able to make for it.
    public var needs: [Ability] {
        (hasSound ? [.sound] : []) + (voices.isEmpty ? [] : [.voices]) + (shots == .one ? [] : [.multiShot])
    }

    private enum CodingKeys: String, CodingKey {
        case modelName = "model_name"
        case negativePrompt = "negative_prompt"
        case guidance = "cfg_scale"
        case camera = "camera_control"
        case sound
        case voices = "voice_list"
        case prompt, mode, duration
    }

    static let standardModel = "kling-v1"
    static let guidances: ClosedRange<Double> = 0...1
    static let mostVoices = 2

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let model = try VideoModelCapabilities.named(container.text(.modelName) ?? Self.standardModel)
        self.model = model
        prompt = try container.text(.prompt)
        negativePrompt = try container.text(.negativePrompt)
        try FieldLimits.check("prompt", prompt)
        try FieldLimits.check("negative_prompt", negativePrompt)
        let scale = try container.number(.guidance)
        try FieldLimits.check("cfg_scale", scale, in: Self.guidances)
        guidance = model.hasGuidance ? scale : nil
        mode = try Self.mode(container.text(.mode), of: model)
        duration = try FieldLimits.seconds(container.integer(.duration), of: model.durations)
        camera = try CameraControl.read(.camera, in: container)
        shots = try .read(from: decoder, model: model.name, isSupported: model.hasShots, seconds: duration)
        hasSound = try Sound.read(.sound, in: container)
        let voices: [VoiceEntry] = try container.list(.voices, most: Self.mostVoices)
        self.voices = voices.map(\.id)
        try checkCamera()
        try checkSound()
    }

    private static func mode(_ text: String?, of model: VideoModelCapabilities) throws(APIError) -> VideoMode? {
        // Models without modes are sent one by some clients; it says nothing.
        guard !model.modes.isEmpty else { return nil }
        return try FieldLimits.choice("mode", text, of: model.modes, default: .std)
    }

    private func checkCamera() throws(APIError) {
        guard let camera else { return }
        guard model.hasCameraControl else { throw .parameter("camera_control is not supported by \(model.name)") }
        guard model.cameraModes.contains(mode ?? .std), duration == 5 else {
            throw .parameter(
                "camera_control is not supported by \(model.name) in mode \((mode ?? .std).rawValue) with this duration"
            )
        }
        if case .preset(let type) = camera, !model.hasCameraPresets {
            throw .parameter("camera_control.type \(type) is not supported by \(model.name)")
        }
    }

    private func checkSound() throws(APIError) {
        guard hasSound || voices.isEmpty else { throw .parameter("voice_list needs sound on") }
        if hasSound, !model.soundModes.contains(mode ?? .std) {
            throw .parameter(
                model.soundModes.isEmpty
                    ? "sound on is not supported by \(model.name)"
                    : "sound on is not supported by \(model.name) in mode \((mode ?? .std).rawValue)")
        }
    }
}

/// `sound` of the legacy video requests: "on" or "off".
enum Sound: String, CaseIterable {
    case on, off

    static func read<Key: CodingKey>(_ key: Key, in container: KeyedDecodingContainer<Key>) throws -> Bool {
        try FieldLimits.choice("sound", container.text(key), of: Sound.allCases, default: .off) == .on
    }
}
