import CFFmpeg
import Foundation

/// Metadata in an mp4: iTunes-style tags, which FFmpeg copies when it remuxes, and an XMP packet in a `uuid` box at the
/// end, where tools that look for the IPTC label expect it.
///
/// - Source: ISO 16684-3 (XMP storage in files) for the box; libavformat's `mov_write_ilst_tag` for the tags.
enum MP4Metadata {
    private static let xmpBoxID: [UInt8] = [
        0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC,
    ]

    static func tags(_ metadata: ClipMetadata) -> [String: String] {
        ["comment": metadata.request, "encoding_tool": metadata.software, "description": metadata.source.uri]
    }

    /// What a container's tags say, or nothing where they are not ours. Keys are lower case.
    static func metadata(fromTags tags: [String: String]) -> ClipMetadata? {
        guard let request = tags["comment"], let source = tags["description"].flatMap(DigitalSource.init(uri:)) else {
            return nil
        }
        return ClipMetadata(request: request, software: tags["encoder"] ?? tags["encoding_tool"] ?? "", source: source)
    }

    /// Adds the box after all others, so that no offset in the file changes.
    static func appendXMP(_ metadata: ClipMetadata, toFileAt path: String) throws {
        let packet = Data(XMPPacket(metadata).text.utf8)
        var box = Data(bigEndian: UInt32(8 + 16 + packet.count))
        box += Data("uuid".utf8) + xmpBoxID + packet
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: box)
    }
}
