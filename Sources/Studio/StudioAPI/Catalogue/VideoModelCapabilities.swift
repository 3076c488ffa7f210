/// What a video model of the legacy surface can be asked for.
///
/// - Source: section 11.1 of the wire contract.
public struct VideoModelCapabilities: Sendable, Hashable {
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        case std, pro
        case fourK = "4k"
    }

    public let name: String
    public let makesFromText: Bool
    public let makesFromImage: Bool
    /// Modes in which a last frame may be given beside the first.
    public let tailModes: Set<Mode>
    /// Modes in which a last frame may be given alone.
    public let tailOnlyModes: Set<Mode>
    /// Modes with motion brush.
    public let brushModes: Set<Mode>
    public let hasCameraControl: Bool
    public let canBeExtended: Bool
    /// Seconds.
    public let durations: [Int]
    /// Empty for a model that takes no mode.
    public let modes: [Mode]
    /// Whether `cfg_scale` has a meaning; it is ignored otherwise.
    public let hasGuidance: Bool

    private init(
        _ name: String, text: Bool, image: Bool, tail: Set<Mode> = [], tailOnly: Set<Mode> = [],
        brush: Set<Mode> = [], camera: Bool = false, extend: Bool = false, durations: [Int] = [5, 10],
        modes: [Mode] = [.std, .pro], guidance: Bool = false
    ) {
        self.name = name
        makesFromText = text
        makesFromImage = image
        tailModes = tail
        tailOnlyModes = tailOnly
        brushModes = brush
        hasCameraControl = camera
        canBeExtended = extend
        self.durations = durations
        self.modes = modes
        hasGuidance = guidance
    }

    public static let all: [VideoModelCapabilities] = [
        .init(
            "kling-v1", text: true, image: true, tail: [.std, .pro], brush: [.std, .pro], camera: true, extend: true,
            guidance: true),
        .init(
            "kling-v1-5", text: false, image: true, tail: [.pro], tailOnly: [.pro], brush: [.pro], camera: true,
            extend: true, guidance: true),
        .init("kling-v1-6", text: true, image: true, tail: [.pro], tailOnly: [.pro], extend: true, guidance: true),
        .init("kling-v2-master", text: true, image: true, modes: []),
        .init("kling-v2-1", text: false, image: true, tail: [.pro]),
        .init("kling-v2-1-master", text: true, image: true, modes: []),
        .init("kling-v2-5-turbo", text: true, image: true, tail: [.pro]),
        .init("kling-v2-6", text: true, image: true, tail: [.pro]),
        .init(
            "kling-v3", text: true, image: true, tail: [.std, .pro, .fourK], durations: Array(3...15),
            modes: [.std, .pro, .fourK]),
    ]

    /// - Throws: `APIError` for a model that there is not.
    public static func named(_ name: String) throws(APIError) -> VideoModelCapabilities {
        guard let model = all.first(where: { $0.name == name }) else {
            throw APIError(
                status: 404, code: 1203, message: "model '\(name.prefix(64))' is not supported for this API")
        }
        return model
    }
}
