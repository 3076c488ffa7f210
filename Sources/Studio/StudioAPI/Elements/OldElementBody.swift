/// The body of `POST /v1/general/custom-elements`, the older form, which answers with the element itself.
///
/// - Source: section 8.18 of the wire contract.
public struct OldElementBody: Sendable, Hashable, Decodable {
    /// At most 20 characters.
    public let name: String
    /// At most 100 characters.
    public let description: String
    public let frontal: MediaReference
    /// 1 to 3.
    public let views: [MediaReference]
    /// Identifiers of its tags.
    public let tags: [String]

    private enum CodingKeys: String, CodingKey {
        case name = "element_name"
        case description = "element_description"
        case frontal = "element_frontal_image"
        case views = "element_refer_list"
        case tags = "tag_list"
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.neededText(.name)
        try FieldLimits.check("element_name", name, longest: ElementBody.longestName)
        description = try container.neededText(.description)
        try FieldLimits.check("element_description", description, longest: ElementBody.longestDescription)
        frontal = try container.neededMedia(.frontal)
        let views: [ViewEntry] = try container.list(.views, most: ElementBody.mostViews)
        guard !views.isEmpty else { throw APIError.missing("element_refer_list") }
        self.views = views.map(\.image)
        let tags: [TagEntry] = try container.list(.tags, most: ElementBody.mostTags)
        self.tags = tags.map(\.id)
    }
}
