import CFFmpeg
import Foundation

/// Metadata in a PNG: an XMP packet in an uncompressed iTXt chunk right after the header.
///
/// - Source: PNG specification 3, 11.3.3.4 iTXt; the keyword is that of ISO 16684-3.
enum PNGMetadata {
    static let keyword = "XML:com.adobe.xmp"

    /// The signature and the IHDR chunk: 8 + 4 + 4 + 13 + 4 bytes.
    private static let headerBytes = 33

    static func adding(_ metadata: ClipMetadata, to png: Data) -> Data {
        // After the keyword's end: not compressed, method 0, no language, no translated keyword.
        let content = Data(keyword.utf8) + [0, 0, 0, 0, 0] + Data(XMPPacket(metadata).text.utf8)
        return png.prefix(headerBytes) + chunk("iTXt", content) + png.dropFirst(headerBytes)
    }

    static func chunk(_ type: String, _ content: Data) -> Data {
        let body = Data(type.utf8) + content
        return Data(bigEndian: UInt32(content.count)) + body + Data(bigEndian: checksum(body))
    }

    /// The CRC-32 of ISO 3309.
    private static func checksum(_ bytes: Data) -> UInt32 {
        let table = av_crc_get_table(AV_CRC_32_IEEE_LE)
        return bytes.withUnsafeBytes {
            ~av_crc(table, ~0, $0.bindMemory(to: UInt8.self).baseAddress, $0.count)
        }
    }
}
