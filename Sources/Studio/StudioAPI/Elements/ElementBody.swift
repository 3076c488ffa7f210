/// The body of `POST /v1/general/advanced-custom-elements`.
///
/// - Source: section 8.18 of the wire contract.
public struct ElementBody: Sendable, Hashable, Decodable {
    public enum ReferenceType: String, Sendable, CaseIterable {
        case images = "image_refer"
        case video = "video_refer"
    }

    public let common: CommonFields
    /// At most 20 characters.
    public let name: String
    /// At most 100 characters.
    public let description: String
    public let referenceType: ReferenceType
    /// Nothing for an element made from a video.
    public let frontal: MediaReference?
    /// 1 to 3, or none for an element made from a video.
    public let views: [MediaReference]
    /// Identifiers of its tags.
    public let tags: [String]
    public let voiceID: String?

    /// What a server must be able to make for it.
    public var needs: [Ability] {
        (referenceType == .video ? [.videoElements] : []) + (voiceID == nil ? [] : [.voices])
    }

    static let longestName = 20
    static let longestDescription = 100
    static let mostViews = 3
    static let mostTags = ElementTag.all.count

    private enum CodingKeys: String, CodingKey {
        case name = "element_name"
        case description = "element_description"
        case referenceType = "reference_type"
        case images = "element_image_list"
        case videos = "element_video_list"
        case voiceID = "element_voice_id"
        case tags = "tag_list"
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        common = try CommonFields(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.neededText(.name)
        try FieldLimits.check("element_name", name, longest: Self.longestName)
        description = try container.neededText(.description)
        try FieldLimits.check("element_description", description, longest: Self.longestDescription)
        referenceType = try FieldLimits.choice(
            "reference_type", container.neededText(.referenceType), of: ReferenceType.allCases, default: .images)
        voiceID = try container.text(.voiceID)
        let tags: [TagEntry] = try container.list(.tags, most: Self.mostTags)
        self.tags = tags.map(\.id)
        // What has no effect must be right, too.
        let images: Images? = try container.object(.images)
        let videos: Videos? = try container.object(.videos)
        switch referenceType {
        case .images:
            guard let images else { throw APIError.missing("element_image_list") }
            (frontal, views) = (images.frontal, images.views)
        case .video:
            guard let videos, !videos.isEmpty else { throw APIError.missing("element_video_list") }
            (frontal, views) = (nil, [])
        }
    }

    private struct Images: Decodable {
        let frontal: MediaReference
        let views: [MediaReference]

        private enum CodingKeys: String, CodingKey {
            case frontal = "frontal_image"
            case views = "refer_images"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            frontal = try container.neededMedia(.frontal)
            let views: [ViewEntry] = try container.list(.views, most: ElementBody.mostViews)
            guard !views.isEmpty else { throw APIError.missing("refer_images") }
            self.views = views.map(\.image)
        }
    }

    private struct Videos: Decodable {
        let isEmpty: Bool

        private enum CodingKeys: String, CodingKey { case videos = "refer_videos" }

        private struct Entry: Decodable {
            private enum CodingKeys: String, CodingKey { case url = "video_url" }

            init(from decoder: any Decoder) throws {
                guard try decoder.container(keyedBy: CodingKeys.self).videoURL(.url) != nil else {
                    throw APIError.missing("video_url")
                }
            }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let videos: [Entry] = try container.list(.videos, most: 1)
            isEmpty = videos.isEmpty
        }
    }
}

/// Further views of an element in requests.
struct ViewEntry: Decodable {
    let image: MediaReference

    private enum CodingKeys: String, CodingKey { case image = "image_url" }

    init(from decoder: any Decoder) throws {
        image = try decoder.container(keyedBy: CodingKeys.self).neededMedia(.image)
    }
}
