import Tensors

/// One finished frame of a clip.
public struct RenderedFrame: Sendable {
    public let width: Int
    public let height: Int
    /// Red, green and blue of each pixel, row by row, 0...1.
    public let pixels: [Float]

    init(_ frame: Tensor) {
        height = frame.shape[0]
        width = frame.shape[1]
        pixels = Array(frame.floats)
    }

    /// The same pixels as 8-bit values, rounded to nearest.
    public var bytes: [UInt8] {
        pixels.map { UInt8(($0 * 255).rounded()) }
    }
}
