/// Which page `GET /v1/videos` is asked for.
///
/// - Source: `VideoListParams` of OpenAI's Python client 3.57.
public struct OpenAIListQuery: Sendable, Hashable {
    public enum Order: String, Sendable, CaseIterable {
        case ascending = "asc"
        case descending = "desc"
    }

    /// The last video of the page before.
    public let after: String?
    /// 1...100.
    public let limit: Int
    public let order: Order

    static let limits: ClosedRange<Int64> = 1...100
    static let standardLimit = 20

    /// - Throws: `APIError` for what is no number, out of range or no order.
    public init(after: String?, limit: String?, order: String?) throws(APIError) {
        self.after = after?.isEmpty == true ? nil : after
        let text = limit?.isEmpty == true ? nil : limit
        let value = text.flatMap { Int64($0) }
        if let text, value == nil { throw .parameter("limit value '\(text.prefix(64))' is invalid") }
        self.limit = try FieldLimits.integer("limit", value, in: Self.limits, default: Self.standardLimit)
        self.order = try FieldLimits.choice(
            "order", order?.isEmpty == true ? nil : order, of: Order.allCases, default: .descending)
    }
}
