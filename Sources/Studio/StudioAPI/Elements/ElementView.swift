/// An element as the legacy surface shows it.
///
/// - Source: section 8.18 of the wire contract.
public struct ElementView: Encodable, Sendable {
    public enum Status: String, Encodable, Sendable, CaseIterable {
        case succeed, deleted
    }

    public struct Image: Encodable, Sendable {
        public let url: String

        public init(url: String) { self.url = url }

        private enum CodingKeys: String, CodingKey { case url = "image_url" }
    }

    public struct Images: Encodable, Sendable {
        public let frontal: String
        public let views: [Image]

        public init(frontal: String, views: [Image]) {
            self.frontal = frontal
            self.views = views
        }

        private enum CodingKeys: String, CodingKey {
            case frontal = "frontal_image"
            case views = "refer_images"
        }
    }

    /// Below 2^53: JavaScript clients read it as a number.
    public let id: Int64
    public let name: String
    public let description: String
    public let images: Images
    public let tags: [ElementTag]
    /// "kling" or its creator.
    public let owner: String
    public let status: Status

    public init(
        id: Int64, name: String, description: String, images: Images, tags: [ElementTag], owner: String,
        status: Status
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.images = images
        self.tags = tags
        self.owner = owner
        self.status = status
    }

    private enum CodingKeys: String, CodingKey {
        case id = "element_id"
        case name = "element_name"
        case description = "element_description"
        case referenceType = "reference_type"
        case images = "element_image_list"
        case tags = "tag_list"
        case owner = "owned_by"
        case status
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(name, forKey: .name)
        try container.encode(description, forKey: .description)
        try container.encode(ElementBody.ReferenceType.images.rawValue, forKey: .referenceType)
        try container.encode(images, forKey: .images)
        try container.encode(tags, forKey: .tags)
        try container.encode(owner, forKey: .owner)
        try container.encode(status, forKey: .status)
    }
}
