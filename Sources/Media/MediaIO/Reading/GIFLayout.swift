/// Where the parts of a GIF lie; reading it to the end finds whether the end is there.
///
/// - Source: GIF89a specification, sections 15 to 27.
struct GIFLayout {
    /// Where the XMP packet's bytes lie.
    private(set) var xmp: Range<Int>?

    private let file: InputFile

    init(_ file: InputFile) throws {
        self.file = file
        let flags = try file.bytes(at: 10, count: 1)[0]
        var position = 13 + Self.colorTableBytes(flags)
        while let next = try part(at: position) { position = next }
    }

    /// Takes note of one part and says where the next begins; nothing after the last.
    private mutating func part(at position: Int) throws -> Int? {
        try file.checkDeadline()
        switch try file.bytes(at: position, count: 1)[0] {
        case 0x21:
            let header = GIFMetadata.header
            let start = position + header.count
            guard start <= file.size, try file.bytes(at: position, count: header.count) == header else {
                return try end(ofBlocksFrom: position + 2)
            }
            let end = try end(ofBlocksFrom: start)
            guard end - start >= GIFMetadata.landing.count else { throw MediaError.damaged(name: file.name) }
            xmp = start..<end - GIFMetadata.landing.count
            return end
        case 0x2C:
            let flags = try file.bytes(at: position + 9, count: 1)[0]
            return try end(ofBlocksFrom: position + 10 + Self.colorTableBytes(flags) + 1)
        case GIFMetadata.trailer: return nil
        default: throw MediaError.damaged(name: file.name)
        }
    }

    private static func colorTableBytes(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 0x07) + 1) }

    private func end(ofBlocksFrom start: Int) throws -> Int {
        var position = start
        while true {
            let length = Int(try file.bytes(at: position, count: 1)[0])
            position += 1 + length
            if length == 0 { return position }
        }
    }
}
