/// What `GET /account/costs` is asked for.
///
/// - Source: section 10 of the wire contract.
public struct CostsQuery: Sendable, Hashable {
    /// Milliseconds since 1970.
    public let times: ClosedRange<Int64>
    /// Exactly; nothing for all packs.
    public let packName: String?

    /// - Throws: `APIError` for missing or impossible times.
    public init(startTime: String?, endTime: String?, packName: String?) throws(APIError) {
        times = try ListBody.check(start: Self.time("start_time", startTime), end: Self.time("end_time", endTime))
        self.packName = packName?.isEmpty == true ? nil : packName
    }

    private static func time(_ name: String, _ text: String?) throws(APIError) -> Int64 {
        guard let text, !text.isEmpty else { throw .missing(name) }
        guard let time = Int64(text) else { throw .parameter("\(name) value '\(text.prefix(64))' is invalid") }
        return time
    }
}
