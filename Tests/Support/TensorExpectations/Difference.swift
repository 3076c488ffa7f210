import Tensors

/// How far a tensor is from what was expected, for a test to bound and to print.
public struct Difference: CustomStringConvertible {
    /// Position in memory order of the element that is furthest off.
    public let worstIndex: Int
    public let worst: (found: Float, expected: Float)
    public let meanSquare: Double
    /// Largest magnitude expected.
    public let peak: Float

    /// The largest absolute difference; infinite when a number is not finite or the shapes differ.
    public let largest: Float

    public init(_ found: Tensor, _ expected: Tensor) {
        guard found.shape == expected.shape else {
            (worstIndex, worst, meanSquare, peak, largest) = (0, (.nan, .nan), .infinity, 0, .infinity)
            return
        }
        var worstIndex = 0
        var largest: Float = 0
        var sum = 0.0
        var peak: Float = 0
        for index in 0..<expected.count {
            let (a, b) = (found.element(at: index), expected.element(at: index))
            let distance = (a - b).isFinite ? abs(a - b) : .infinity
            if distance > largest { (worstIndex, largest) = (index, distance) }
            sum += Double(distance) * Double(distance)
            peak = max(peak, abs(b))
        }
        self.worstIndex = worstIndex
        self.largest = largest
        self.peak = peak
        worst = (found.element(at: worstIndex), expected.element(at: worstIndex))
        meanSquare = sum / Double(max(1, expected.count))
    }

    /// The largest difference as a share of the largest magnitude expected.
    public var relative: Float { largest / max(peak, .leastNormalMagnitude) }

    /// The root of the mean square error, as the same share.
    public var relativeRootMeanSquare: Double { meanSquare.squareRoot() / Double(max(peak, .leastNormalMagnitude)) }

    public var description: String {
        "element \(worstIndex): found \(worst.found), expected \(worst.expected); mean square error \(meanSquare), "
            + "largest magnitude \(peak)"
    }
}
