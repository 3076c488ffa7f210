/// The kinds of file that are read, told by their first bytes, whatever the name says.
enum MediaKind {
    case png, jpeg, webp, gif
    /// mp4 and mov.
    case quickTime
    /// WebM and its parent.
    case matroska

    static let signatureBytes = 12

    init?(signature bytes: [UInt8]) {
        func holds(_ signature: [UInt8], at offset: Int = 0) -> Bool {
            bytes.count >= offset + signature.count && Array(bytes[offset..<offset + signature.count]) == signature
        }
        func holds(_ signature: String, at offset: Int = 0) -> Bool { holds(Array(signature.utf8), at: offset) }

        if holds([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if holds([0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if holds("RIFF") && holds("WEBP", at: 8) {
            self = .webp
        } else if holds("GIF87a") || holds("GIF89a") {
            self = .gif
        } else if ["ftyp", "moov", "mdat", "wide", "free", "skip"].contains(where: { holds($0, at: 4) }) {
            self = .quickTime
        } else if holds([0x1A, 0x45, 0xDF, 0xA3]) {
            self = .matroska
        } else {
            return nil
        }
    }
}
