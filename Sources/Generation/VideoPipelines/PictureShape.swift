/// The shape of a picture, whatever its size.
public struct PictureShape: Sendable, Equatable {
    /// Width over height.
    public let ratio: Double

    /// - Precondition: both are more than 0.
    public init(width: Double, height: Double) {
        precondition(width > 0 && height > 0)
        ratio = width / height
    }

    /// The size of about `area` pixels and this shape whose sides are multiples of `multiple`.
    public func size(area: Int, multiple: Int) -> (width: Int, height: Int) {
        func rounded(_ side: Double) -> Int { max(1, Int((side / Double(multiple)).rounded())) * multiple }
        return (rounded((Double(area) * ratio).squareRoot()), rounded((Double(area) / ratio).squareRoot()))
    }
}

extension SizeRules {
    /// The frame count that suits the model and is nearest to `count`.
    public func frames(closestTo count: Double) -> Int {
        max(0, Int(((count - 1) / Double(temporalMultiple)).rounded())) * temporalMultiple + 1
    }
}
