/// Which page of a list is asked for: `pageNum` and `pageSize`.
///
/// - Source: section 5.3 of the wire contract.
public struct PageQuery: Sendable, Hashable {
    /// From 1.
    public let number: Int
    public let size: Int

    /// Entries before the page.
    public var skipping: Int { (number - 1) * size }

    public static let numbers: ClosedRange<Int64> = 1...1000
    public static let sizes: ClosedRange<Int64> = 1...500
    public static let standardSize = 30

    /// - Throws: `APIError` for what is no number or out of range.
    public init(pageNum: String?, pageSize: String?) throws(APIError) {
        number = try Self.read("pageNum", pageNum, in: Self.numbers, default: 1)
        size = try Self.read("pageSize", pageSize, in: Self.sizes, default: Self.standardSize)
    }

    private static func read(_ name: String, _ text: String?, in range: ClosedRange<Int64>, default standard: Int)
        throws(APIError) -> Int
    {
        guard let text, !text.isEmpty else { return standard }
        guard let value = Int64(text) else { throw .parameter("\(name) value '\(text.prefix(64))' is invalid") }
        return try FieldLimits.integer(name, value, in: range, default: standard)
    }
}
