/// Where the parts of a PNG lie, read from its chunk headers.
///
/// - Source: PNG specification, third edition, 5.3 and 11.
struct PNGLayout {
    /// Whether it is an animation: an `acTL` chunk stands before the pixels.
    private(set) var isAnimated = false
    private(set) var exif: Range<Int>?
    /// The content of the first uncompressed `iTXt` chunk with XMP's keyword.
    private(set) var xmp: Range<Int>?
    /// The chunks that pixels are made from, with headers and checksums, those side by side as one. The decoder is given no others: a profile or
    /// a note of one megabyte may unpack to a gigabyte, and the decoder would.
    private(set) var pixelChunks: [Range<Int>] = []

    /// Bytes of the other packed chunks.
    private var packedBytes = 0
    /// The demuxer of animations hands these to the decoder; they unpack to 1032 times as much at most.
    private static let mostPackedBytes = 1 << 18

    /// - Throws: `MediaError.damaged` where a chunk is cut off.
    init(_ file: InputFile) throws {
        let prefix = Array(PNGMetadata.keyword.utf8) + [0, 0, 0, 0, 0]
        var position = 8
        var (hasPixels, hasEnd) = (false, false)
        chunks: while position + 8 <= file.size {
            try file.checkDeadline()
            let header = try file.bytes(at: position, count: 8)
            let size = header[..<4].reduce(0) { $0 << 8 | Int($1) }
            let content = position + 8
            guard size <= file.size - content else { throw MediaError.damaged(name: file.name) }
            let name = String(decoding: header[4...], as: UTF8.self)
            if ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"].contains(name) {
                let end = min(content + size + 4, file.size)
                let isNext = pixelChunks.last?.upperBound == position
                pixelChunks.append((isNext ? pixelChunks.removeLast().lowerBound : position)..<end)
            }
            switch name {
            case "IDAT": hasPixels = true
            case "zTXt", "iCCP": packedBytes += size
            case "acTL": isAnimated = isAnimated || !hasPixels
            case "eXIf" where exif == nil && size <= EXIFOrientation.mostBytes: exif = content..<content + size
            case "iTXt" where xmp == nil && size >= prefix.count:
                guard try file.bytes(at: content, count: prefix.count) == prefix else { break }
                xmp = content + prefix.count..<content + size
            case "IEND":
                hasEnd = true
                break chunks
            default: break
            }
            position = content + size + 4
        }
        // The decoder of single pictures misses the end by itself; animations would just be shorter.
        guard hasEnd || !isAnimated else { throw MediaError.damaged(name: file.name) }
        guard !isAnimated || packedBytes <= Self.mostPackedBytes else {
            throw MediaError.tooMuchMemory(name: file.name, limit: file.limits.memoryBytes)
        }
    }
}
