/// Width and height as a file's header gives them, so that a picture too large is refused before memory is taken for it.
struct PictureSize: Equatable {
    let width: Int
    let height: Int

    /// Nothing where the header is cut short or makes no sense.
    init?(of kind: MediaKind, in bytes: [UInt8]) {
        let size: (Int, Int)? =
            switch kind {
            case .png: bytes.count >= 24 ? (Self.big(bytes, 16, 4), Self.big(bytes, 20, 4)) : nil
            case .gif: bytes.count >= 10 ? (Self.little(bytes, 6, 2), Self.little(bytes, 8, 2)) : nil
            case .jpeg: Self.jpeg(bytes)
            case .webp: Self.webp(bytes)
            case .animatedPNG, .avif, .quickTime, .matroska: nil
            }
        guard let (width, height) = size, width > 0, height > 0 else { return nil }
        self.width = width
        self.height = height
    }

    /// From the first frame header. ITU T.81, B.2.2.
    private static func jpeg(_ bytes: [UInt8]) -> (Int, Int)? {
        let frame = JPEGSegments(bytes).first {
            0xC0...0xCF ~= $0.marker && ![0xC4, 0xC8, 0xCC].contains($0.marker) && $0.content.count >= 5
        }
        return frame.map { (big(bytes, $0.content.lowerBound + 3, 2), big(bytes, $0.content.lowerBound + 1, 2)) }
    }

    /// From VP8X, VP8 or VP8L, whichever comes first. RFC 9649, 2.7; RFC 6386, 9.1.
    private static func webp(_ bytes: [UInt8]) -> (Int, Int)? {
        guard bytes.count >= 30 else { return nil }
        switch String(decoding: bytes[12..<16], as: UTF8.self) {
        case "VP8X": return (little(bytes, 24, 3) + 1, little(bytes, 27, 3) + 1)
        case "VP8 ": return (little(bytes, 26, 2) & 0x3FFF, little(bytes, 28, 2) & 0x3FFF)
        case "VP8L":
            let packed = little(bytes, 21, 4)
            return (packed & 0x3FFF + 1, packed >> 14 & 0x3FFF + 1)
        default: return nil
        }
    }

    private static func big(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
        bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
    }

    private static func little(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
        bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
