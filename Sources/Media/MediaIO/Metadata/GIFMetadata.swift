import Foundation

/// Metadata in a GIF: an XMP packet in an application extension at the end.
///
/// The packet stands there as plain text rather than in blocks with lengths. Whoever skips it takes characters for
/// lengths, and lands somewhere in 256 falling bytes that lead each of them to the block's end.
/// - Source: ISO 16684-3, GIF.
enum GIFMetadata {
    static let header: [UInt8] = [0x21, 0xFF, 11] + Array("XMP DataXMP".utf8)
    static let landing: [UInt8] = [0x01] + (0...255).reversed() + [0x00]
    static let trailer: UInt8 = 0x3B

    /// Puts the extension in the place of the trailer, the file's last byte, and the trailer after it.
    static func appendXMP(_ metadata: ClipMetadata, toFileAt path: String) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? file.close() }
        let end = try file.seekToEnd()
        try file.seek(toOffset: end - 1)
        let last = try file.read(upToCount: 1)
        precondition(last == Data([trailer]), "the muxer ends a GIF with its trailer")
        try file.seek(toOffset: end - 1)
        try file.write(contentsOf: Data(header) + Data(XMPPacket(metadata).text.utf8) + landing + [trailer])
    }
}
