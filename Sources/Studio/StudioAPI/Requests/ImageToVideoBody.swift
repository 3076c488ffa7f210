/// The body of `POST /v1/videos/image2video`.
///
/// - Source: section 8.2 of the wire contract.
public struct ImageToVideoBody: Sendable, Hashable, Decodable {
    /// A region that moves, and where to: pixels of the picture, from the left and from the bottom.
    public struct DynamicMask: Sendable, Hashable, Decodable {
        public struct Point: Sendable, Hashable, Decodable {
            public let x: Double
            public let y: Double
        }

        public let mask: MediaReference
        public let trajectory: [Point]

        private enum CodingKeys: String, CodingKey {
            case mask
            case trajectory = "trajectories"
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            guard let text = try container.text(.mask) else {
                throw APIError.parameter("dynamic_masks.mask can not be null")
            }
            mask = try MediaReference(text)
            trajectory = try container.list(.trajectory)
            guard (2...77).contains(trajectory.count) else {
                throw APIError.parameter("dynamic_masks.trajectories must have 2 to 77 points")
            }
        }
    }

    public let common: CommonFields
    public let video: VideoFields
    /// The first frame, the last, or both.
    public let image: MediaReference?
    public let tail: MediaReference?
    public let staticMask: MediaReference?
    public let dynamicMasks: [DynamicMask]
    /// Elements that the prompt refers to.
    public let elements: [Int64]

    private enum CodingKeys: String, CodingKey {
        case image
        case tail = "image_tail"
        case staticMask = "static_mask"
        case dynamicMasks = "dynamic_masks"
        case elements = "element_list"
    }

    private struct Element: Decodable {
        let id: Int64

        private enum CodingKeys: String, CodingKey { case id = "element_id" }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            guard let id = try container.integer(.id) else { throw APIError.parameter("element_id can not be null") }
            self.id = id
        }
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        common = try CommonFields(from: decoder)
        video = try VideoFields(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        image = try container.text(.image).map { try MediaReference($0) }
        tail = try container.text(.tail).map { try MediaReference($0) }
        staticMask = try container.text(.staticMask).map { try MediaReference($0) }
        dynamicMasks = try container.list(.dynamicMasks)
        let elements: [Element] = try container.list(.elements)
        self.elements = elements.map(\.id)
        try check()
    }

    private func check() throws(APIError) {
        let model = video.model
        guard model.makesFromImage else { throw .parameter("model is not supported") }
        guard image != nil || tail != nil else { throw .parameter("image can not be null") }
        let mode = video.mode ?? .std
        if tail != nil {
            let modes = image == nil ? model.tailOnlyModes : model.tailModes
            guard modes.contains(mode) else {
                throw .parameter("image_tail is not supported by \(model.name) in mode \(mode.rawValue)")
            }
        }
        let isBrushed = staticMask != nil || !dynamicMasks.isEmpty
        if isBrushed {
            guard model.brushModes.contains(mode), video.duration == 5 else {
                throw .parameter(
                    "motion brush is not supported by \(model.name) in mode \(mode.rawValue) with this duration")
            }
            guard dynamicMasks.count <= 6 else { throw .parameter("dynamic_masks may have at most 6 entries") }
        }
        guard [tail != nil, isBrushed, video.camera != nil].filter({ $0 }).count <= 1 else {
            throw .parameter("image_tail, masks and camera_control exclude each other")
        }
        guard elements.count <= 3 else { throw .parameter("element_list may have at most 3 entries") }
    }
}
