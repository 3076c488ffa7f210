/// The body of `POST /v1/videos/image2video`.
///
/// - Source: section 8.2 of the wire contract.
public struct ImageToVideoBody: Sendable, Hashable, Decodable {
    public let common: CommonFields
    public let video: VideoFields
    /// The first frame, the last, or both.
    public let image: MediaReference?
    public let tail: MediaReference?
    public let staticMask: MediaReference?
    public let dynamicMasks: [DynamicMask]
    /// Elements that the prompt refers to.
    public let elements: [Int64]

    /// Empty where none was given or the shots have prompts of their own.
    public var prompt: String { video.shots.isCustomized ? "" : video.prompt ?? "" }
    public var isBrushed: Bool { staticMask != nil || !dynamicMasks.isEmpty }

    static let mostMasks = 6

    private enum CodingKeys: String, CodingKey {
        case image
        case tail = "image_tail"
        case staticMask = "static_mask"
        case dynamicMasks = "dynamic_masks"
        case elements = "element_list"
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        common = try CommonFields(from: decoder)
        video = try VideoFields(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        image = try container.media(.image)
        tail = try container.media(.tail)
        staticMask = try container.media(.staticMask)
        dynamicMasks = try container.list(.dynamicMasks, most: Self.mostMasks)
        let elements: [ElementEntry] = try container.list(.elements, most: FieldLimits.frameElements)
        self.elements = elements.map(\.id)
        try check()
        try checkElements()
    }

    private func check() throws(APIError) {
        let model = video.model
        guard model.makesFromImage else { throw .modelNotSupported }
        guard image != nil || tail != nil else { throw .missing("image") }
        if model.alwaysNeedsPrompt, !video.shots.isCustomized, video.prompt == nil { throw .missing("prompt") }
        guard [tail != nil, isBrushed, video.camera != nil].filter({ $0 }).count <= 1 else {
            throw .parameter("image_tail, masks and camera_control exclude each other")
        }
        let mode = video.mode ?? .std
        if tail != nil {
            let modes = image == nil ? model.tailOnlyModes : model.tailModes
            guard modes.contains(mode), model.tailDurations.contains(video.duration) else {
                throw .parameter(
                    "image_tail is not supported by \(model.name) in mode \(mode.rawValue) with this duration")
            }
            if video.hasSound, model.name == "kling-v2-6" {
                throw .parameter("sound on is not supported with image_tail by \(model.name)")
            }
        }
        guard !isBrushed || model.brushModes.contains(mode) && video.duration == 5 else {
            throw .parameter(
                "motion brush is not supported by \(model.name) in mode \(mode.rawValue) with this duration")
        }
    }

    private func checkElements() throws(APIError) {
        guard !elements.isEmpty || video.prompt?.contains("<<") == true else { return }
        if !elements.isEmpty {
            guard video.model.hasElements else {
                throw .parameter("element_list is not supported by \(video.model.name)")
            }
            guard video.voices.isEmpty else { throw .parameter("element_list and voice_list exclude each other") }
        }
        let images = (image == nil ? 0 : 1) + (tail == nil ? 0 : 1)
        try PromptReferences.check(prompt, images: images, elements: elements.count)
    }
}
