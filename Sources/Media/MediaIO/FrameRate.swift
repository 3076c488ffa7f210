import CFFmpeg

/// Frames per second as an exact fraction, more than 0 and at most 240.
public struct FrameRate: Sendable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    public let numerator: Int32
    public let denominator: Int32

    public static let highest: Int32 = 240

    /// Nothing where the fraction is not above 0 and at most 240.
    public init?(numerator: Int32, denominator: Int32) {
        guard numerator > 0, denominator > 0, Int64(numerator) <= Int64(Self.highest) * Int64(denominator) else {
            return nil
        }
        self.numerator = numerator
        self.denominator = denominator
    }

    /// The fraction nearest to `framesPerSecond` with terms up to a million: 24 is 24/1, 23.976 is 2997/125.
    public init?(_ framesPerSecond: Double) {
        guard framesPerSecond.isFinite, framesPerSecond > 0 else { return nil }
        let fraction = av_d2q(framesPerSecond, 1_000_000)
        self.init(numerator: fraction.num, denominator: fraction.den)
    }

    public init(integerLiteral framesPerSecond: Int32) {
        precondition(1...Self.highest ~= framesPerSecond)
        numerator = framesPerSecond
        denominator = 1
    }

    public var framesPerSecond: Double { Double(numerator) / Double(denominator) }

    public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

    /// The seconds one frame lasts.
    var frameDuration: AVRational { AVRational(num: denominator, den: numerator) }
}
