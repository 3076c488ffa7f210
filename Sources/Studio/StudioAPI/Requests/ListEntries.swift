/// Entries of `element_list`.
struct ElementEntry: Decodable {
    let id: Int64

    private enum CodingKeys: String, CodingKey { case id = "element_id" }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let id = try container.integer(.id) else { throw APIError.missing("element_id") }
        guard FieldLimits.elementIDs.contains(id) else {
            throw APIError.parameter("element_id value '\(id)' is invalid")
        }
        self.id = id
    }
}

/// Entries of an `image_list` of plain pictures.
struct ImageEntry: Decodable {
    let image: MediaReference

    private enum CodingKeys: String, CodingKey { case image }

    init(from decoder: any Decoder) throws {
        image = try decoder.container(keyedBy: CodingKeys.self).neededMedia(.image)
    }
}

/// Entries of `voice_list`.
struct VoiceEntry: Decodable {
    let id: String

    private enum CodingKeys: String, CodingKey { case id = "voice_id" }

    init(from decoder: any Decoder) throws {
        id = try decoder.container(keyedBy: CodingKeys.self).neededText(.id)
    }
}
