import Foundation

/// The body of `POST /account/billing/balance` and `/account/billing/package`.
///
/// - Source: section 10 of the wire contract.
public struct BillingBody: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case balance, package

        /// Filters, and the values that they can have; none for any.
        var filterKeys: [String: [String]] {
            switch self {
            case .balance: ["api_key_name": []]
            case .package:
                [
                    "api_key_name": [], "product_type": ["video", "image", "try-on"], "package_name": [],
                    "package_id": [],
                ]
            }
        }
    }

    /// Milliseconds since 1970.
    public let times: ClosedRange<Int64>
    public let cursor: PageCursor?
    /// 1...500.
    public let limit: Int
    public let filters: [ListFilter]

    /// Values of a filter; nothing where there is none of that key.
    public func values(of key: String) -> [String]? { filters.first { $0.key == key }?.values }

    /// - Throws: `APIError`, whatever is wrong.
    public static func read(fromBody body: Data, for kind: Kind) throws(APIError) -> BillingBody {
        try BillingBody(ListBody.read(fromBody: body), for: kind)
    }

    private init(_ body: ListBody, for kind: Kind) throws(APIError) {
        cursor = body.cursor
        guard let start = body.cursor?.start ?? body.start else { throw .missing("start_time") }
        guard let end = body.cursor?.end ?? body.end else { throw .missing("end_time") }
        times = try ListBody.check(start: start, end: end)
        limit = try FieldLimits.integer(
            "limit", body.limit, in: ListBody.limits, default: Int(ListBody.limits.upperBound))
        filters = body.cursor?.filters ?? body.filters
        try ListBody.check(filters, keys: kind.filterKeys)
        guard values(of: "package_name") == nil || values(of: "package_id") == nil else {
            throw .parameter("package_name and package_id exclude each other")
        }
    }
}
