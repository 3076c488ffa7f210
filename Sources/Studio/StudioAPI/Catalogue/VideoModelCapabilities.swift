/// What a video model of the legacy surface can be asked for.
///
/// - Source: section 11.1 of the wire contract.
public struct VideoModelCapabilities: Sendable, Hashable {
    public let name: String
    public var makesFromText = true
    public var makesFromImage = true
    /// Modes in which a last frame may be given beside the first.
    public var tailModes: Set<VideoMode> = []
    /// Modes in which a last frame may be given alone.
    public var tailOnlyModes: Set<VideoMode> = []
    /// Seconds of a clip with a last frame.
    public var tailDurations = [5, 10]
    /// Modes with motion brush, which makes 5 seconds.
    public var brushModes: Set<VideoMode> = []
    /// Modes with camera control, which makes 5 seconds.
    public var cameraModes: Set<VideoMode> = []
    /// Whether the camera may follow a preset, not only one axis.
    public var hasCameraPresets = false
    public var canBeExtended = false
    /// Seconds.
    public var durations = [5, 10]
    /// Empty for a model that takes no mode.
    public var modes: [VideoMode] = [.std, .pro]
    /// "720p" or "1080p" for a model that makes one size whatever the mode.
    public var onlyResolution: String?
    /// Whether `cfg_scale` has a meaning; it is ignored otherwise.
    public var hasGuidance = false
    /// Modes with sound.
    public var soundModes: Set<VideoMode> = []
    public var hasVoices = false
    public var hasShots = false
    public var hasElements = false
    /// Whether a prompt is needed beside a picture.
    public var alwaysNeedsPrompt = false

    public var hasCameraControl: Bool { !cameraModes.isEmpty }

    /// "720p", "1080p" or "4k".
    public func resolution(in mode: VideoMode?) -> String { onlyResolution ?? (mode ?? .std).resolution }

    private init(_ name: String, _ change: (inout VideoModelCapabilities) -> Void) {
        self.name = name
        change(&self)
    }

    public static let all: [VideoModelCapabilities] = [
        .init("kling-v1") {
            ($0.tailModes, $0.tailDurations, $0.brushModes) = ([.std, .pro], [5], [.std, .pro])
            ($0.cameraModes, $0.hasCameraPresets) = ([.std], true)
            ($0.canBeExtended, $0.onlyResolution, $0.hasGuidance) = (true, "720p", true)
        },
        .init("kling-v1-5") {
            $0.makesFromText = false
            ($0.tailModes, $0.tailOnlyModes, $0.brushModes, $0.cameraModes) = ([.pro], [.pro], [.pro], [.pro])
            ($0.canBeExtended, $0.hasGuidance) = (true, true)
        },
        .init("kling-v1-6") {
            ($0.tailModes, $0.tailOnlyModes, $0.canBeExtended, $0.hasGuidance) = ([.pro], [.pro], true, true)
        },
        .init("kling-v2-master") { ($0.modes, $0.onlyResolution) = ([], "720p") },
        .init("kling-v2-1") { ($0.makesFromText, $0.tailModes) = (false, [.pro]) },
        .init("kling-v2-1-master") { ($0.modes, $0.onlyResolution) = ([], "1080p") },
        .init("kling-v2-5-turbo") { $0.tailModes = [.pro] },
        .init("kling-v2-6") { ($0.tailModes, $0.soundModes, $0.hasVoices) = ([.pro], [.pro], true) },
        .init("kling-v3") {
            ($0.durations, $0.modes) = (Array(3...15), [.std, .pro, .fourK])
            ($0.tailModes, $0.tailDurations) = ([.std, .pro, .fourK], Array(3...15))
            $0.soundModes = [.std, .pro, .fourK]
            ($0.hasVoices, $0.hasShots, $0.hasElements, $0.alwaysNeedsPrompt) = (true, true, true, true)
        },
    ]

    /// - Throws: `APIError` for a model that there is not, or not here.
    public static func named(_ name: String) throws(APIError) -> VideoModelCapabilities {
        guard let model = all.first(where: { $0.name == name }) else {
            throw ModelNames.all.contains(name) ? .modelNotSupported : .modelUnknown(name)
        }
        return model
    }
}
