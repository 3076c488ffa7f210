/// The body of `POST /v1/general/delete-advanced-elements` and `/delete-elements`.
///
/// - Source: section 8.18 of the wire contract.
public struct DeleteElementBody: Sendable, Hashable, Decodable {
    public let id: Int64

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws { id = try ElementEntry(from: decoder).id }
}
