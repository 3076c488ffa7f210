/// Whether the outermost parts of a container lie wholly in the file. Demuxers play what there is of a file cut short
/// and say nothing; a clip that silently ends early is worse than a refusal.
struct Completeness {
    let file: InputFile

    /// - Throws: `MediaError.damaged` where a part is cut off.
    static func check(_ file: InputFile, kind: MediaKind) throws {
        let completeness = Completeness(file: file)
        switch kind {
        case .quickTime, .avif: try completeness.checkBoxes()
        case .matroska: try completeness.checkSegment()
        case .gif: _ = try GIFLayout(file)
        case .animatedPNG: _ = try PNGLayout(file)
        case .png, .jpeg, .webp: break  // Their decoders want every byte.
        }
    }

    /// - Source: ISO 14496-12, 4.2: a 32-bit size, 1 where 64 bits follow the type, 0 where the box is the file's last.
    private func checkBoxes() throws {
        var position = 0
        while file.size - position >= 8 {
            try file.checkDeadline()
            var size = bigEndian(try file.bytes(at: position, count: 4))
            if size == 0 { return }
            if size == 1 { size = bigEndian(try file.bytes(at: position + 8, count: 8)) }
            guard size >= 8, size <= file.size - position else { throw MediaError.damaged(name: file.name) }
            position += size
        }
    }

    /// The header and the one segment after it. A live recording has a segment of unknown length.
    ///
    /// - Source: RFC 8794, 4 and 5.
    private func checkSegment() throws {
        var position = 4
        try position += elementLength(at: &position) ?? 0
        let segment: [UInt8] = [0x18, 0x53, 0x80, 0x67]
        guard position <= file.size, try file.bytes(at: position, count: 4) == segment else {
            throw MediaError.damaged(name: file.name)
        }
        position += 4
        guard let length = try elementLength(at: &position) else { return }
        guard length <= file.size - position else { throw MediaError.damaged(name: file.name) }
    }

    /// A number whose leading zero bits say how many bytes it takes, and moves past it; nothing for all ones, unknown.
    private func elementLength(at position: inout Int) throws -> Int? {
        let first = try file.bytes(at: position, count: 1)[0]
        let count = first.leadingZeroBitCount + 1
        guard count <= 8 else { throw MediaError.damaged(name: file.name) }
        let bits = bigEndian(try file.bytes(at: position, count: count)) & (1 << (7 * count) - 1)
        position += count
        return bits == 1 << (7 * count) - 1 ? nil : bits
    }

    /// Up to eight bytes; past the largest integer, which no file reaches, that integer.
    private func bigEndian(_ bytes: [UInt8]) -> Int {
        Int(clamping: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}
