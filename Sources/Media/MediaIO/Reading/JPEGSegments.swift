/// The segments of a JPEG from its start to its pixels.
///
/// - Source: ITU T.81, B.1.1.
struct JPEGSegments: Sequence, IteratorProtocol {
    struct Segment {
        let marker: UInt8
        /// After the length.
        let content: Range<Int>
    }

    private let bytes: [UInt8]
    private var position = 2

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Nothing from the first scan on, and where the bytes are none of these.
    mutating func next() -> Segment? {
        while position + 4 <= bytes.count, bytes[position] == 0xFF {
            let (marker, startOfScan): (UInt8, UInt8) = (bytes[position + 1], 0xDA)
            switch marker {
            case 0xFF: position += 1
            case 0xD8, 0x01, 0xD0...0xD7: position += 2
            case startOfScan: return nil
            default:
                let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
                let (start, end) = (position + 4, position + 2 + length)
                guard length >= 2, end <= bytes.count else { return nil }
                position = end
                return Segment(marker: marker, content: start..<end)
            }
        }
        return nil
    }
}
