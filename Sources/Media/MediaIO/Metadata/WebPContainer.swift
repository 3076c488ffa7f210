import Foundation

/// The chunks of a WebP file that libwebp made, to be changed and written again.
///
/// - Source: RFC 9649, 2.
struct WebPContainer {
    private struct Chunk {
        let name: String
        var content: Data
    }
    private var chunks: [Chunk] = []

    /// Nothing where the bytes are not a WebP file.
    init?(_ file: Data) {
        let file = Data(file)
        guard file.count >= 12, file.prefix(4) == Data("RIFF".utf8), file[8..<12] == Data("WEBP".utf8) else {
            return nil
        }
        var position = 12
        while position + 8 <= file.count {
            let name = String(decoding: file[position..<position + 4], as: UTF8.self)
            let size = file[position + 4..<position + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
            guard position + 8 + size <= file.count else { return nil }
            chunks.append(Chunk(name: name, content: Data(file[position + 8..<position + 8 + size])))
            position += 8 + size + size % 2
        }
    }

    var bytes: Data {
        var body = Data("WEBP".utf8)
        for chunk in chunks {
            body += Data(chunk.name.utf8) + Data(littleEndian: UInt32(chunk.content.count)) + chunk.content
            if chunk.content.count % 2 == 1 { body.append(0) }
        }
        return Data("RIFF".utf8) + Data(littleEndian: UInt32(body.count)) + body
    }

    /// A loop count of 0, in the last two bytes of ANIM. A still has none.
    mutating func setLoopsForEver() {
        guard let index = chunks.firstIndex(where: { $0.name == "ANIM" }) else { return }
        chunks[index].content.replaceSubrange(4..<6, with: [0, 0])
    }

    /// How long the last frame is shown: libwebp, not told, takes the mean of the others. 3 bytes at 12 in ANMF.
    mutating func setLastFrame(milliseconds: Int) {
        guard let index = chunks.lastIndex(where: { $0.name == "ANMF" }) else { return }
        let duration = Data(littleEndian: UInt32(milliseconds)).prefix(3)
        chunks[index].content.replaceSubrange(12..<15, with: duration)
    }

    /// Adds the packet as the last chunk and says so in VP8X, which a simple still gets for that.
    mutating func setXMP(_ packet: Data, width: Int, height: Int) {
        let hasXMP: UInt8 = 0x04
        if chunks.first?.name != "VP8X" {
            let size =
                Data(littleEndian: UInt32(width - 1)).prefix(3) + Data(littleEndian: UInt32(height - 1)).prefix(3)
            chunks.insert(Chunk(name: "VP8X", content: Data([0, 0, 0, 0]) + size), at: 0)
        }
        chunks[0].content[0] |= hasXMP
        chunks.append(Chunk(name: "XMP ", content: packet))
    }
}
