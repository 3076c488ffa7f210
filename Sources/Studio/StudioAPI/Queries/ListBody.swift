/// What the bodies of lists that are read page by page have in common: a time, a cursor that overrides it, a limit, filters.
///
/// - Source: sections 9.2 and 10 of the wire contract.
struct ListBody: Decodable {
    /// Milliseconds since 1970.
    let start: Int64?
    let end: Int64?
    let cursor: PageCursor?
    let limit: Int64?
    let filters: [ListFilter]

    static let mostFilters = 10
    static let limits: ClosedRange<Int64> = 1...500
    /// Milliseconds since 1970: up to the year 9999.
    static let times: ClosedRange<Int64> = 0...253_402_300_799_999

    private enum CodingKeys: String, CodingKey {
        case start = "start_time"
        case end = "end_time"
        case cursor, limit, filters
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        cursor = try container.text(.cursor).map { try PageCursor($0) }
        start = try container.integer(.start)
        end = try container.integer(.end)
        limit = try container.integer(.limit)
        filters = try container.list(.filters, most: Self.mostFilters)
    }

    /// The time that is asked for.
    /// - Throws: `APIError` for one that ends before it begins.
    static func check(start: Int64, end: Int64) throws(APIError) -> ClosedRange<Int64> {
        guard times.contains(start) else { throw .parameter("start_time value '\(start)' is invalid") }
        guard times.contains(end) else { throw .parameter("end_time value '\(end)' is invalid") }
        guard start <= end else { throw .parameter("start_time must not be after end_time") }
        return start...end
    }

    /// - Parameter keys: those that there are, and the values that they can have; none for any.
    static func check(_ filters: [ListFilter], keys: [String: [String]]) throws(APIError) {
        for filter in filters {
            guard let choices = keys[filter.key] else {
                throw FieldLimits.invalid("filters.key", filter.key, keys.keys.sorted())
            }
            for value in filter.values where !choices.isEmpty && !choices.contains(value) {
                throw FieldLimits.invalid("filters.values", value, choices)
            }
        }
    }
}
