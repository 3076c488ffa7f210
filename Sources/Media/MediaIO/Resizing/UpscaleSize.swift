/// The size that a clip is made larger to, its shape kept and its sides even.
public enum UpscaleSize: Sendable, Hashable {
    /// Pixels of the shorter side: 720 for "720p".
    case shorterSide(Int)
    /// The largest size that lies within.
    case within(width: Int, height: Int)

    /// The longest side of a result, in pixels.
    public static let mostSide = 7680

    /// From "720p" or "1280x720".
    public init?(_ text: String) {
        if text.hasSuffix("p"), let side = Int(text.dropLast()), 2...Self.mostSide ~= side {
            self = .shorterSide(side)
            return
        }
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard sides.count == 2, sides.allSatisfy({ 2...Self.mostSide ~= $0 }) else { return nil }
        self = .within(width: sides[0], height: sides[1])
    }

    /// The size of the result for a clip of `width` and `height` pixels.
    ///
    /// - Throws: `MediaError` where it would not be larger, or one side longer than 7680.
    public func size(forWidth width: Int, height: Int) throws -> (width: Int, height: Int) {
        let factor =
            switch self {
            case .shorterSide(let side): Double(side) / Double(min(width, height))
            case .within(let most, let mostDown): min(Double(most) / Double(width), Double(mostDown) / Double(height))
            }
        func even(_ side: Int) -> Int { max(2, Int((Double(side) * factor / 2).rounded()) * 2) }
        let size = (width: even(width), height: even(height))
        guard factor > 1 else {
            throw MediaError.notLarger(width: width, height: height, asked: size.width, askedHeight: size.height)
        }
        guard max(size.width, size.height) <= Self.mostSide else {
            throw MediaError.upscaledTooFar(width: size.width, height: size.height, limit: Self.mostSide)
        }
        return size
    }
}
