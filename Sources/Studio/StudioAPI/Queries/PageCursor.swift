import Foundation

/// Where a list that is read page by page goes on: opaque to clients, who send back what they got.
///
/// - Source: sections 9.2 and 10 of the wire contract.
public struct PageCursor: Sendable, Hashable, Codable {
    /// Milliseconds since 1970.
    public let start: Int64
    public let end: Int64
    /// The last entry of the page before.
    public let after: String
    public let filters: [ListFilter]

    public init(start: Int64, end: Int64, after: String, filters: [ListFilter]) {
        self.start = start
        self.end = end
        self.after = after
        self.filters = filters
    }

    private enum CodingKeys: String, CodingKey {
        case start = "s"
        case end = "e"
        case after = "a"
        case filters = "f"
    }

    /// - Throws: `APIError` for what was never given out.
    public init(_ text: String) throws(APIError) {
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard text.utf8.count <= 4096, let data = Data(base64Encoded: base64 + padding),
            let cursor = try? JSONDecoder().decode(PageCursor.self, from: data)
        else { throw .parameter("cursor is invalid") }
        self = cursor
    }

    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(self) else { preconditionFailure("numbers and strings are encodable") }
        return data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

/// One condition of a list: a field has one of some values.
public struct ListFilter: Sendable, Hashable, Codable {
    public let key: String
    public let values: [String]

    static let mostValues = 100

    private enum CodingKeys: String, CodingKey { case key, values }

    public init(key: String, values: [String]) {
        self.key = key
        self.values = values
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let key = try container.text(.key) else { throw APIError.missing("filters.key") }
        self.key = key
        values = try container.list(.values, most: Self.mostValues)
    }
}
