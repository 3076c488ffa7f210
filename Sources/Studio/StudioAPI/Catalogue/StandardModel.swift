/// What a model of the new-standard surface can be asked for on one of its paths, `/{family}/{name}`.
///
/// - Source: sections 9 and 11.2 of the wire contract.
public struct StandardModel: Sendable, Hashable {
    public enum Family: String, Sendable, Hashable, CaseIterable {
        case textToVideo = "text-to-video"
        case imageToVideo = "image-to-video"
        case omniVideo = "omni-video"
    }

    public enum Audio: String, Sendable, Hashable, CaseIterable {
        /// The model makes it.
        case native
        /// A video's own stays.
        case original
        case off
    }

    /// Types of `contents` entries beside the prompt.
    public enum Content: String, Sendable, Hashable, CaseIterable {
        case firstFrame = "first_frame"
        case lastFrame = "last_frame"
        case picture = "refer_image"
        case featureVideo = "feature_video"
        case baseVideo = "base_video"
        case element, voice
    }

    public let family: Family
    public let name: String
    /// The same model on the legacy surface; nothing where there is none.
    public let legacyName: String?
    /// Characters of a prompt.
    public var longestPrompt = FieldLimits.prompt
    /// Empty for a path whose body has a prompt alone.
    public var contents: [Content] = []
    public var resolutions = ["720p", "1080p"]
    /// Empty where the first frame decides.
    public var aspectRatios: [String] = []
    /// Seconds.
    public var durations = [5, 10]
    /// Seconds of a clip from a lone first frame; nothing where they are not special.
    public var plainDurations: [Int]?
    /// Empty for a model without that setting.
    public var audio: [Audio] = []
    /// Resolutions with sound of the model's own.
    public var soundResolutions = ["720p", "1080p", "4k"]
    /// Resolutions in which there may be a last frame.
    public var tailResolutions = ["720p", "1080p", "4k"]
    /// Whether a clip with a last frame may have sound.
    public var hasSoundWithTail = true
    /// Whether a prompt may tell of several shots.
    public var hasShots = false
    public var mostElementsBetweenFrames = FieldLimits.frameElements

    public var path: String { "/\(family.rawValue)/\(name)" }
    /// Whether the prompt stands in `contents` with the rest.
    public var hasContents: Bool { !contents.isEmpty }

    private init(
        _ family: Family, _ name: String, legacyName: String?, _ change: (inout StandardModel) -> Void
    ) {
        self.family = family
        self.name = name
        self.legacyName = legacyName
        change(&self)
    }

    static let mostVoices = 2
    private static let sizes = ["720p", "1080p", "4k"]

    public static let all: [StandardModel] = [
        .init(.textToVideo, "kling-3.0-turbo", legacyName: nil) {
            ($0.longestPrompt, $0.durations) = (FieldLimits.longPrompt, Array(3...15))
            ($0.aspectRatios, $0.audio) = (FieldLimits.videoAspectRatios, [.native, .off])
            $0.hasShots = true
        },
        .init(.imageToVideo, "kling-3.0-turbo", legacyName: nil) {
            ($0.durations, $0.contents, $0.audio) = (Array(3...15), [.firstFrame], [.native, .off])
            $0.hasShots = true
        },
        .init(.textToVideo, "kling-3.0", legacyName: "kling-v3") {
            ($0.longestPrompt, $0.durations) = (FieldLimits.longPrompt, Array(3...15))
            ($0.resolutions, $0.aspectRatios) = (sizes, FieldLimits.videoAspectRatios)
            ($0.audio, $0.hasShots) = ([.native, .off], true)
        },
        .init(.imageToVideo, "kling-3.0", legacyName: "kling-v3") {
            ($0.longestPrompt, $0.durations) = (FieldLimits.longPrompt, Array(3...15))
            ($0.contents, $0.resolutions) = ([.firstFrame, .lastFrame, .element], sizes)
            ($0.audio, $0.hasShots) = ([.native, .off], true)
        },
        .init(.omniVideo, "kling-3.0-omni", legacyName: "kling-v3-omni") {
            ($0.longestPrompt, $0.durations) = (FieldLimits.longPrompt, Array(3...15))
            $0.contents = [.firstFrame, .lastFrame, .picture, .featureVideo, .baseVideo, .element]
            ($0.resolutions, $0.aspectRatios) = (sizes, FieldLimits.videoAspectRatios)
            ($0.audio, $0.hasShots) = (Audio.allCases, true)
        },
        .init(.omniVideo, "kling-o1", legacyName: "kling-video-o1") {
            ($0.durations, $0.plainDurations) = (Array(3...10), [5, 10])
            $0.contents = [.firstFrame, .lastFrame, .picture, .featureVideo, .baseVideo, .element]
            ($0.aspectRatios, $0.audio) = (FieldLimits.videoAspectRatios, [.original, .off])
            $0.mostElementsBetweenFrames = 0
        },
        .init(.textToVideo, "kling-2.6", legacyName: "kling-v2-6") {
            $0.aspectRatios = FieldLimits.videoAspectRatios
            ($0.audio, $0.soundResolutions) = ([.native, .off], ["1080p"])
        },
        .init(.imageToVideo, "kling-2.6", legacyName: "kling-v2-6") {
            $0.contents = [.firstFrame, .lastFrame, .voice]
            ($0.audio, $0.soundResolutions) = ([.native, .off], ["1080p"])
            ($0.tailResolutions, $0.hasSoundWithTail) = (["1080p"], false)
        },
        .init(.textToVideo, "kling-2.5-turbo", legacyName: "kling-v2-5-turbo") {
            $0.aspectRatios = FieldLimits.videoAspectRatios
        },
        .init(.imageToVideo, "kling-2.5-turbo", legacyName: "kling-v2-5-turbo") {
            ($0.contents, $0.tailResolutions) = ([.firstFrame, .lastFrame], ["1080p"])
        },
    ]

    /// - Throws: `APIError` for a model that there is not, or not on paths of this family.
    public static func named(_ name: String, in family: Family) throws(APIError) -> StandardModel {
        guard let model = all.first(where: { $0.name == name && $0.family == family }) else {
            throw all.contains { $0.name == name } ? .modelNotSupported : .modelUnknown(name)
        }
        return model
    }
}
