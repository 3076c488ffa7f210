import Foundation

extension ClipReader {
    /// The request, software and label that Kinora wrote into a file, or into the first picture of a folder.
    ///
    /// Nothing where a file carries none, or another program's. The words come from outside: they may say anything.
    public static func metadata(of url: URL, limits: InputLimits = .standard) throws -> ClipMetadata? {
        let opened = try OpenedMedia(url, limits: limits)
        return try opened.namingFailures {
            switch opened {
            case .folder(let source): return try metadata(of: source.pictures[0], limits: limits)
            case .file(let file, .png), .file(let file, .animatedPNG):
                return try PNGLayout(file).xmp.map { try XMPPacket(in: file, at: $0) }?.metadata
            case .file(let file, .gif): return try GIFLayout(file).xmp.map { try XMPPacket(in: file, at: $0) }?.metadata
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
