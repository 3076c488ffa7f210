import Foundation

/// An identifier as clients see it: a positive number in decimal digits.
///
/// Eighteen digits, of which the first thirteen are the milliseconds since 1970: identifiers sort by their age. Elements have
/// fifteen, since JavaScript clients read theirs as a number and lose digits above 2^53.
public struct Identifier<Owner>: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    public let number: Int64

    public init(number: Int64) { self.number = number }

    /// From its digits; nothing for anything else.
    public init?(_ text: some StringProtocol) {
        guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
            let number = Int64(text), number > 0
        else { return nil }
        self.number = number
    }

    /// A new one. Two of the same millisecond are alike once in 100,000 times: a store refuses the second, and whoever asked
    /// draws again.
    public static func new(
        at time: Date, using generator: inout some RandomNumberGenerator
    ) -> Identifier {
        let milliseconds = Int64(time.timeIntervalSince1970 * 1000)
        return Identifier(number: milliseconds * choices + Int64.random(in: 0..<choices, using: &generator))
    }

    /// A new one, by chance.
    public static func new(at time: Date) -> Identifier {
        var generator = SystemRandomNumberGenerator()
        return new(at: time, using: &generator)
    }

    /// None that was made at a time or later is before it.
    public static func earliest(at time: Date) -> Identifier {
        Identifier(number: Int64(time.timeIntervalSince1970 * 1000) * choices)
    }

    /// How many there are for a millisecond.
    private static var choices: Int64 { Owner.self == StudioElement.self ? 100 : 100_000 }

    public var description: String { String(number) }

    public static func < (a: Identifier, b: Identifier) -> Bool { a.number < b.number }

    public init(from decoder: any Decoder) throws {
        number = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}

public typealias AccountID = Identifier<Account>
public typealias JobID = Identifier<Job>
public typealias GrantID = Identifier<Grant>
public typealias AssetID = Identifier<Asset>
public typealias DeliveryID = Identifier<Delivery>
public typealias APIKeyID = Identifier<APIKey>
public typealias ElementID = Identifier<StudioElement>
public typealias SelectionID = Identifier<ClipSelection>
