/// An element as the older form shows it.
///
/// - Source: section 8.18 of the wire contract.
public struct OldElementView: Encodable, Sendable {
    public let id: Int64
    public let name: String
    public let description: String
    public let frontal: String
    public let views: [ElementView.Image]
    public let tags: [ElementTag]
    /// "kling" or its creator.
    public let owner: String

    public init(_ element: ElementView) {
        id = element.id
        name = element.name
        description = element.description
        frontal = element.images.frontal
        views = element.images.views
        tags = element.tags
        owner = element.owner
    }

    private enum CodingKeys: String, CodingKey {
        case id = "element_id"
        case name = "element_name"
        case description = "element_description"
        case frontal = "element_frontal_image"
        case views = "element_refer_list"
        case tags = "tag_list"
        case owner = "owned_by"
    }
}
