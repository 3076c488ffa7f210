import Foundation

extension ClipReader {
    /// The request, software and label that Kinora wrote into a file, or into the first picture of a folder.
    ///
    /// Nothing where a file carries none, or another program's. The words come from outside: they may say anything.
    public static func metadata(of url: URL, limits: ReadLimits = ReadLimits()) throws -> ClipMetadata? {
        let opened = try OpenedMedia(url, limits: limits)
        return try opened.namingFailures {
            switch opened {
            case .folder(let source): return try metadata(of: source.pictures[0], limits: limits)
            case .file(let file, .png): return try PNGMetadata.xmp(in: file)?.metadata
            case .file(let file, .gif): return try GIFMetadata.xmp(in: file)?.metadata
            case .file(let file, .webp):
                return try WebPLayout(file).xmp.map { try XMPPacket(in: file, at: $0) }?.metadata
            case .file(let file, let kind) where [.quickTime, .matroska].contains(kind):
                return MP4Metadata.metadata(fromTags: try Demuxer(file, kind: kind).tags)
            case .file: return nil
            }
        }
    }
}

extension XMPPacket {
    /// Larger ones are refused.
    static let mostBytes = 16 << 20

    init(in file: InputFile, at range: Range<Int>) throws {
        guard range.count <= Self.mostBytes else { throw MediaError.damaged(name: file.name) }
        self.init(text: String(decoding: try file.bytes(at: range.lowerBound, count: range.count), as: UTF8.self))
    }
}

extension PNGMetadata {
    /// The packet of the first uncompressed iTXt chunk with XMP's keyword.
    static func xmp(in file: InputFile) throws -> XMPPacket? {
        let prefix = Array(keyword.utf8) + [0, 0, 0, 0, 0]
        var position = 8
        while position + 8 <= file.size {
            try file.checkDeadline()
            let header = try file.bytes(at: position, count: 8)
            let size = header[..<4].reduce(0) { $0 << 8 | Int($1) }
            let content = position + 8
            guard size <= file.size - content else { throw MediaError.damaged(name: file.name) }
            if header[4...].elementsEqual("iTXt".utf8), size >= prefix.count,
                try file.bytes(at: content, count: prefix.count) == prefix
            {
                return try XMPPacket(in: file, at: content + prefix.count..<content + size)
            }
            position = content + size + 4
        }
        return nil
    }
}

extension GIFMetadata {
    /// The packet of the first XMP extension.
    ///
    /// - Source: GIF89a specification, sections 15 to 26, for what to step over.
    static func xmp(in file: InputFile) throws -> XMPPacket? {
        let flags = try file.bytes(at: 10, count: 1)[0]
        var position = 13 + colorTableBytes(flags)
        while true {
            try file.checkDeadline()
            switch try file.bytes(at: position, count: 1)[0] {
            case 0x21:
                let start = position + header.count
                if start <= file.size, try file.bytes(at: position, count: header.count) == header {
                    return try XMPPacket(in: file, at: start..<skippingBlocks(from: start, in: file) - landing.count)
                }
                position = try skippingBlocks(from: position + 2, in: file)
            case 0x2C:
                let flags = try file.bytes(at: position + 9, count: 1)[0]
                position = try skippingBlocks(from: position + 10 + colorTableBytes(flags) + 1, in: file)
            case trailer: return nil
            default: throw MediaError.damaged(name: file.name)
            }
        }
    }

    private static func colorTableBytes(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 0x07) + 1) }

    /// Where the blocks that begin at `position` have ended.
    private static func skippingBlocks(from start: Int, in file: InputFile) throws -> Int {
        var position = start
        while true {
            let length = Int(try file.bytes(at: position, count: 1)[0])
            position += 1 + length
            if length == 0 { return position }
        }
    }
}
