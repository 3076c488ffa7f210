/// The kinds of file that are read, told by their first bytes, whatever the name says.
public enum MediaKind: String, Sendable, Hashable, CaseIterable {
    case png = "PNG"
    case animatedPNG = "animated PNG"
    case jpeg = "JPEG"
    case webp = "WebP"
    case avif = "AVIF"
    case gif = "GIF"
    /// Either of them: one format with two names.
    case quickTime = "mp4 or mov"
    /// Any Matroska file.
    case matroska = "WebM"

    /// - Throws: `MediaError` for any other kind.
    init(of file: InputFile) throws {
        let bytes = try file.firstBytes(64)
        func holds(_ signature: [UInt8], at offset: Int = 0) -> Bool {
            bytes.count >= offset + signature.count && Array(bytes[offset..<offset + signature.count]) == signature
        }
        func holds(_ signature: String, at offset: Int = 0) -> Bool { holds(Array(signature.utf8), at: offset) }

        if holds([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = try PNGLayout(file).isAnimated ? .animatedPNG : .png
        } else if holds([0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if holds("RIFF") && holds("WEBP", at: 8) {
            self = .webp
        } else if holds("GIF87a") || holds("GIF89a") {
            self = .gif
        } else if holds("ftyp", at: 4) {
            self = try Self.ofBrands(bytes, name: file.name)
        } else if ["moov", "mdat", "wide", "free", "skip"].contains(where: { holds($0, at: 4) }) {
            self = .quickTime
        } else if holds([0x1A, 0x45, 0xDF, 0xA3]) {
            self = .matroska
        } else {
            throw MediaError.unknownKind(name: file.name)
        }
    }

    /// Files of the family of mp4 say in brands of four letters what they are: first the chief one, then others.
    ///
    /// - Source: ISO 14496-12, 4.3; ISO 23008-12 (HEIF), annex B; AVIF 1.1, section 6.
    private static func ofBrands(_ bytes: [UInt8], name: String) throws -> MediaKind {
        let size = min(bytes.count, bytes[..<4].reduce(0) { $0 << 8 | Int($1) })
        let brands = stride(from: 8, to: size - 3, by: 4).map { String(decoding: bytes[$0..<$0 + 4], as: UTF8.self) }
        guard let chief = brands.first else { return .quickTime }
        let pictures: Set = ["avif", "avis", "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"]
        guard pictures.contains(chief) else { return .quickTime }
        guard brands.contains("avif") || brands.contains("avis") else { throw MediaError.heic(name: name) }
        return .avif
    }
}
