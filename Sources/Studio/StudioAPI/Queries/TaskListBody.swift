/// The body of `POST /tasks`.
///
/// - Source: section 9.2 of the wire contract.
public struct TaskListBody: Sendable, Hashable, Decodable {
    /// Milliseconds since 1970; nothing for the 30 days before now, and for what a cursor decides.
    public let start: Int64?
    public let end: Int64?
    public let cursor: PageCursor?
    /// 1...500.
    public let limit: Int
    public let filters: [ListFilter]

    public static let standardLimit = 100
    static let filterKeys: [String: [String]] = [
        "status": StandardTaskView.Status.allCases.map(\.rawValue), "product_type": ["video", "image", "try_on"],
    ]

    /// Values of a filter; nothing where there is none of that key.
    public func values(of key: String) -> [String]? { filters.first { $0.key == key }?.values }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let body = try ListBody(from: decoder)
        cursor = body.cursor
        start = body.cursor?.start ?? body.start
        end = body.cursor?.end ?? body.end
        _ = try ListBody.check(start: start ?? 0, end: end ?? ListBody.times.upperBound)
        limit = try FieldLimits.integer("limit", body.limit, in: ListBody.limits, default: Self.standardLimit)
        filters = body.cursor?.filters ?? body.filters
        try ListBody.check(filters, keys: Self.filterKeys)
    }
}

/// What `POST /tasks` answers.
///
/// - Source: section 9.2 of the wire contract.
public struct TaskListView: Encodable, Sendable {
    public let result: [StandardTaskView]
    public let count: Int
    /// Empty where there is no more.
    public let nextCursor: String
    public let hasMore: Bool

    public init(_ result: [StandardTaskView], next: PageCursor?) {
        self.result = result
        count = result.count
        nextCursor = next?.text ?? ""
        hasMore = next != nil
    }

    private enum CodingKeys: String, CodingKey {
        case result, count
        case nextCursor = "next_cursor"
        case hasMore = "has_more"
    }
}
