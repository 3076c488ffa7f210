import Foundation

/// The body of `POST /v1/videos/omni-video`.
///
/// - Source: section 8.5 of the wire contract.
public struct OmniVideoBody: Sendable, Hashable, Decodable {
    public let common: CommonFields
    public let model: OmniVideoModel
    /// Empty where the shots have prompts of their own.
    public let prompt: String
    public let shots: Shots
    public let inputs: OmniInputs
    public let hasSound: Bool
    /// Whether a video's own sound stays.
    public let keepsVideoSound: Bool
    public let mode: VideoMode
    /// "16:9", "9:16" or "1:1"; nothing where a first frame or an edited video decides.
    public let aspectRatio: String?
    /// Nothing where an edited video decides.
    public let seconds: Int?

    /// "720p", "1080p" or "4k".
    public var resolution: String { mode.resolution }

    /// What a server must be able to make for it.
    public var needs: [Ability] {
        (hasSound ? [.sound] : []) + (shots == .one ? [] : [.multiShot])
            + (inputs.featureVideo == nil ? [] : [.featureVideo])
    }

    static let standardModel = "kling-video-o1"
    static let frameTypes = ["first_frame", "end_frame"]
    static let referTypes = ["base", "feature"]
    static let mostVideos = 1

    private enum CodingKeys: String, CodingKey {
        case model = "model_name"
        case images = "image_list"
        case elements = "element_list"
        case videos = "video_list"
        case aspectRatio = "aspect_ratio"
        case prompt, sound, mode, duration
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        common = try CommonFields(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let model = try OmniVideoModel.named(container.text(.model) ?? Self.standardModel)
        self.model = model
        let videos: [VideoEntry] = try container.list(.videos, most: Self.mostVideos)
        let pictures: [PictureEntry] = try container.list(.images, most: OmniInputs.most)
        let elements: [ElementEntry] = try container.list(.elements, most: OmniInputs.most)
        inputs = OmniInputs(
            pictures: pictures.map(\.picture), elements: elements.map(\.id),
            baseVideo: videos.first { $0.isEdited }?.url, featureVideo: videos.first { !$0.isEdited }?.url)
        keepsVideoSound = videos.first?.keepsSound ?? false
        try inputs.check(mostElementsBetweenFrames: model.mostElementsBetweenFrames)
        mode = try FieldLimits.choice("mode", container.text(.mode), of: model.modes, default: .pro)
        seconds = try Self.seconds(container, model, inputs)
        shots = try .read(
            from: decoder, model: model.name, isSupported: model.hasShots, seconds: seconds ?? 5)
        hasSound = try Sound.read(.sound, in: container)
        let prompt = try container.text(.prompt)
        try FieldLimits.check("prompt", prompt)
        guard prompt != nil || shots.isCustomized else { throw APIError.missing("prompt") }
        self.prompt = shots.isCustomized ? "" : prompt ?? ""
        let ratio = try container.text(.aspectRatio).map {
            try FieldLimits.choice("aspect_ratio", $0, of: FieldLimits.videoAspectRatios, default: "")
        }
        let isShapedByInput = inputs.firstFrame != nil || inputs.baseVideo != nil
        guard ratio != nil || isShapedByInput else { throw APIError.missing("aspect_ratio") }
        aspectRatio = isShapedByInput ? nil : ratio
        try check()
    }

    private static func seconds(
        _ container: KeyedDecodingContainer<CodingKeys>, _ model: OmniVideoModel, _ inputs: OmniInputs
    ) throws -> Int? {
        guard inputs.baseVideo == nil else { return nil }
        return try FieldLimits.seconds(
            container.integer(.duration), of: inputs.isPlain ? model.plainDurations : model.durations)
    }

    private func check() throws(APIError) {
        if hasSound {
            guard !inputs.hasVideo else { throw .parameter("sound on is not supported with video input") }
            guard model.hasSound else { throw .parameter("sound on is not supported by \(model.name)") }
        }
        if shots != .one {
            guard inputs.baseVideo == nil else {
                throw .parameter("multi_shot is not supported with a video that is edited")
            }
            guard inputs.featureVideo == nil || shots == .intelligence else {
                throw .parameter("shot_type must be intelligence with video input")
            }
        }
        try PromptReferences.check(
            prompt, images: inputs.pictures.count, elements: inputs.elements.count, videos: inputs.hasVideo ? 1 : 0)
    }

    private struct PictureEntry: Decodable {
        let picture: OmniInputs.Picture

        private enum CodingKeys: String, CodingKey {
            case image = "image_url"
            case type
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let media = try container.neededMedia(.image)
            let type = try container.text(.type).map {
                try FieldLimits.choice("image_list.type", $0, of: OmniVideoBody.frameTypes, default: "")
            }
            picture = OmniInputs.Picture(
                media: media,
                role: type == nil ? .reference : type == "first_frame" ? .firstFrame : .lastFrame)
        }
    }

    private struct VideoEntry: Decodable {
        let url: URL
        let isEdited: Bool
        let keepsSound: Bool

        private enum CodingKeys: String, CodingKey {
            case url = "video_url"
            case type = "refer_type"
            case sound = "keep_original_sound"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            guard let url = try container.videoURL(.url) else { throw APIError.missing("video_url") }
            self.url = url
            isEdited =
                try FieldLimits.choice(
                    "refer_type", container.text(.type), of: OmniVideoBody.referTypes, default: "base") == "base"
            keepsSound =
                try FieldLimits.choice(
                    "keep_original_sound", container.text(.sound), of: ["yes", "no"], default: "no") == "yes"
        }
    }
}
