/// An 8-bit picture: rows from the top, pixels from the left, three bytes red, green, blue a pixel, 0...255, sRGB.
public struct Picture: Sendable, Hashable {
    /// Pixels across and down, at least 1.
    public let width: Int
    public let height: Int
    /// `width * height * 3` bytes without padding between rows.
    public let bytes: [UInt8]

    public init(width: Int, height: Int, bytes: [UInt8]) {
        precondition(
            width > 0 && height > 0 && bytes.count == width * height * 3, "\(bytes.count) bytes are no picture")
        self.width = width
        self.height = height
        self.bytes = bytes
    }
}
