/// What kind of thing an element is.
///
/// - Source: section 8.18 of the wire contract.
public struct ElementTag: Encodable, Sendable, Hashable {
    public let id: String
    public let name: String
    public let description: String

    private enum CodingKeys: String, CodingKey { case id, name, description }

    private init(_ id: String, _ name: String) {
        self.id = id
        self.name = name
        description = ""
    }

    public static let all = [
        ElementTag("o_101", "hot"), ElementTag("o_102", "character"), ElementTag("o_103", "animal"),
        ElementTag("o_104", "item"), ElementTag("o_105", "costume"), ElementTag("o_106", "scene"),
        ElementTag("o_107", "effect"), ElementTag("o_108", "other"),
    ]

    public static func named(_ id: String) -> ElementTag? { all.first { $0.id == id } }
}

/// Entries of `tag_list` in requests.
struct TagEntry: Decodable {
    let id: String

    private enum CodingKeys: String, CodingKey { case id = "tag_id" }

    init(from decoder: any Decoder) throws {
        id = try FieldLimits.choice(
            "tag_id", decoder.container(keyedBy: CodingKeys.self).neededText(.id), of: ElementTag.all.map(\.id),
            default: "")
    }
}
