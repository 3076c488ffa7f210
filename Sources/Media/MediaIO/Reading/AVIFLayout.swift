/// What the demuxer of FFmpeg 5.1 leaves out of an AVIF picture: how it is turned, and whether it is of a kind that it
/// would show wrongly.
///
/// - Source: ISO 23008-12 (HEIF), 6.5.10 and 6.5.12 for the turn and the mirror, 6.6.2.3 for the grid.
struct AVIFLayout {
    private(set) var orientation = Orientation.upright
    /// Several coded pictures make one: tiles, or colours and their opacity.
    private(set) var isComposed = false

    /// - Throws: `MediaError.damaged` where a box is cut off.
    init(_ file: InputFile) throws {
        try visit(0..<file.size, of: file, depth: 0)
    }

    /// Goes through the boxes on the way to the properties of items.
    private mutating func visit(_ range: Range<Int>, of file: InputFile, depth: Int) throws {
        var position = range.lowerBound
        while range.upperBound - position >= 8 {
            try file.checkDeadline()
            let header = try file.bytes(at: position, count: 8)
            var (size, start) = (header[..<4].reduce(0) { $0 << 8 | Int($1) }, position + 8)
            if size == 0 { size = range.upperBound - position }
            if size == 1 {
                size = Int(clamping: try file.bytes(at: start, count: 8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
                start += 8
            }
            guard start - position <= size, size <= range.upperBound - position else {
                throw MediaError.damaged(name: file.name)
            }
            let content = start..<position + size
            switch (depth, String(decoding: header[4...], as: UTF8.self)) {
            case (0, "meta") where content.count >= 4: try visit(content.dropFirst(4), of: file, depth: 1)
            case (1, "iprp"): try visit(content, of: file, depth: 2)
            case (2, "ipco"): try visit(content, of: file, depth: 3)
            case (3, "irot") where !content.isEmpty:
                orientation = orientation.then(
                    Orientation(quarterTurnsLeft: Int(try file.bytes(at: content.lowerBound, count: 1)[0] & 3)))
            case (3, "imir") where !content.isEmpty:
                let isVertical = try file.bytes(at: content.lowerBound, count: 1)[0] & 1 == 0
                orientation = orientation.then(Orientation(exif: isVertical ? 4 : 2))
            case (3, "auxC"): isComposed = true
            case (1, "iinf"): try visitItems(content, of: file)
            default: break
            }
            position += size
        }
    }

    /// - Source: ISO 14496-12, 8.11.6: a version and flags, a count of 2 or 4 bytes, then an `infe` box an item.
    private mutating func visitItems(_ range: Range<Int>, of file: InputFile) throws {
        let bytes = try file.bytes(at: range.lowerBound, count: min(range.count, 1 << 16))
        let grid = Array("grid".utf8)
        isComposed = isComposed || bytes.indices.dropLast(3).contains { bytes[$0..<$0 + 4].elementsEqual(grid) }
    }
}
