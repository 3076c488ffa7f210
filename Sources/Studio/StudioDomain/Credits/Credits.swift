/// An amount of credits, exact to a hundredth.
public struct Credits: Sendable, Hashable, Comparable, AdditiveArithmetic {
    public let hundredths: Int64

    public static let zero = Credits(hundredths: 0)

    public init(hundredths: Int64) { self.hundredths = hundredths }

    public init(_ whole: Int) { hundredths = Int64(whole) * 100 }

    /// From "35", "2.5" or "0.05"; nothing for anything else, or more than two decimals.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, Self.isDigits(whole), let units = Int64(whole), units <= Int64.max / 1000 else {
            return nil
        }
        var decimals: Int64 = 0
        if parts.count == 2 {
            guard Self.isDigits(parts[1]), parts[1].count <= 2, let value = Int64(parts[1]) else { return nil }
            decimals = parts[1].count == 1 ? value * 10 : value
        }
        hundredths = units * 100 + decimals
    }

    private static func isDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    public static func < (a: Credits, b: Credits) -> Bool { a.hundredths < b.hundredths }
    public static func + (a: Credits, b: Credits) -> Credits { Credits(hundredths: a.hundredths + b.hundredths) }
    public static func - (a: Credits, b: Credits) -> Credits { Credits(hundredths: a.hundredths - b.hundredths) }
    public static func * (a: Credits, count: Int) -> Credits { Credits(hundredths: a.hundredths * Int64(count)) }
}

extension Credits: CustomStringConvertible {
    /// "35", "2.5" or "0.05", as the wire has it.
    public var description: String {
        let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
        let decimals = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
        return (hundredths < 0 ? "-" : "") + "\(whole)\(decimals)"
    }
}

extension Credits: Codable {
    public init(from decoder: any Decoder) throws {
        hundredths = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hundredths)
    }
}
