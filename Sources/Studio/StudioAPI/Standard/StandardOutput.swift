/// One thing that a task made.
///
/// - Source: sections 6.3 and 9.1 of the wire contract.
public enum StandardOutput: Encodable, Sendable {
    /// Seconds as a decimal; a watermark's address only where one was asked for.
    case video(id: String, url: String, watermarkURL: String?, duration: String)
    /// The group of pictures that belong together; nothing for single ones.
    case image(url: String, watermarkURL: String?, group: String?)
    case element(Element)

    public struct Element: Sendable {
        public let view: ElementView
        /// Whether it is written as callbacks have it.
        var isInCallback = false

        public init(_ view: ElementView) { self.view = view }
    }

    var inCallback: StandardOutput {
        guard case .element(var element) = self else { return self }
        element.isInCallback = true
        return .element(element)
    }

    private enum CodingKeys: String, CodingKey {
        case type, id, url, duration, name, description, references, materials, status, tags
        case watermarkURL = "watermark_url"
        case group = "group_id"
        case elementType = "element_type"
        case owner = "owned_by"
    }

    private struct Reference: Encodable {
        let type: String
        let url: String
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .video(let id, let url, let watermarkURL, let duration):
            try container.encode("video", forKey: .type)
            try container.encode(id, forKey: .id)
            try container.encode(url, forKey: .url)
            try container.encodeIfPresent(watermarkURL, forKey: .watermarkURL)
            try container.encode(duration, forKey: .duration)
        case .image(let url, let watermarkURL, let group):
            try container.encode("image", forKey: .type)
            try container.encode(url, forKey: .url)
            try container.encodeIfPresent(watermarkURL, forKey: .watermarkURL)
            try container.encodeIfPresent(group, forKey: .group)
        case .element(let element): try Self.encode(element, to: &container)
        }
    }

    private static func encode(_ element: Element, to container: inout KeyedEncodingContainer<CodingKeys>) throws {
        let view = element.view
        try container.encode("element", forKey: .type)
        try container.encode(String(view.id), forKey: .id)
        try container.encode(view.name, forKey: .name)
        try container.encode(view.description, forKey: .description)
        try container.encode("multi_image_elements", forKey: .elementType)
        let references =
            [Reference(type: "frontal", url: view.images.frontal)]
            + view.images.views.map { Reference(type: element.isInCallback ? "refer" : "reference", url: $0.url) }
        try container.encode(references, forKey: element.isInCallback ? .materials : .references)
        try container.encode(view.owner, forKey: .owner)
        try container.encode(view.status == .succeed ? "succeeded" : "deleted", forKey: .status)
        try container.encode(view.tags, forKey: .tags)
    }
}
