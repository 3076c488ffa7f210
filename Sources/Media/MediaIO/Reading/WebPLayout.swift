import Foundation

/// Where the parts of an extended WebP file lie, read from its chunk headers.
struct WebPLayout {
    private(set) var width = 0
    private(set) var height = 0
    private(set) var isAnimated = false
    private(set) var frames: [WebPFrame] = []
    /// Where the XMP packet's bytes lie.
    private(set) var xmp: Range<Int>?
    private(set) var exif: Range<Int>?

    /// A file without a VP8X chunk has none of these parts.
    init(_ file: InputFile) throws {
        var position = 12
        // A chunk that is cut off ends the list; the decoder finds what is missing.
        while position + 8 <= file.size {
            try file.checkDeadline()
            let header = try file.bytes(at: position, count: 8)
            let size = header[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
            guard position + 8 + size <= file.size else { throw MediaError.damaged(name: file.name) }
            try add(String(decoding: header[..<4], as: UTF8.self), at: position + 8, size: size, in: file)
            position += 8 + size + size % 2
        }
    }

    private mutating func add(_ name: String, at offset: Int, size: Int, in file: InputFile) throws {
        switch name {
        case "VP8X":
            // A second one could shrink the canvas under frames that were checked against the first.
            guard width == 0 else { throw MediaError.damaged(name: file.name) }
            let bytes = try file.bytes(at: offset, count: 10)
            isAnimated = bytes[0] & 0x02 != 0
            (width, height) = (Self.little24(bytes, 4) + 1, Self.little24(bytes, 7) + 1)
        case "ANMF":
            guard size >= 16, isAnimated else { throw MediaError.damaged(name: file.name) }
            let bytes = try file.bytes(at: offset, count: 16)
            let frame = WebPFrame(
                x: Self.little24(bytes, 0) * 2, y: Self.little24(bytes, 3) * 2,
                width: Self.little24(bytes, 6) + 1, height: Self.little24(bytes, 9) + 1,
                milliseconds: Self.little24(bytes, 12),
                isBlended: bytes[15] & 0x02 == 0, isRemovedAfterwards: bytes[15] & 0x01 != 0,
                offset: offset + 16, byteCount: size - 16)
            guard frame.x + frame.width <= width, frame.y + frame.height <= height else {
                throw MediaError.damaged(name: file.name)
            }
            guard frames.count < file.limits.frames else {
                throw MediaError.tooManyFrames(name: file.name, limit: file.limits.frames)
            }
            frames.append(frame)
        case "XMP ": xmp = offset..<offset + size
        case "EXIF" where exif == nil: exif = offset..<offset + size
        default: break
        }
    }

    private static func little24(_ bytes: [UInt8], _ offset: Int) -> Int {
        Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 | Int(bytes[offset + 2]) << 16
    }
}

/// A layer of an animated WebP; it lies within the canvas.
struct WebPFrame {
    let x: Int, y: Int
    let width: Int, height: Int
    let milliseconds: Int
    /// Laid over what is there, rather than replacing it.
    let isBlended: Bool
    /// Its rectangle is cleared before the next.
    let isRemovedAfterwards: Bool
    /// Where its chunks lie in the file.
    let offset: Int, byteCount: Int

    /// A WebP file of this layer alone. `content` is its chunks: ALPH where there is one, then VP8 or VP8L.
    func asPicture(_ content: [UInt8]) -> [UInt8] {
        let hasAlpha: UInt8 = 0x10
        let size = [width - 1, height - 1].flatMap { Data(littleEndian: UInt32($0)).prefix(3) }
        let extended = Data("VP8X".utf8) + Data(littleEndian: 10) + [hasAlpha, 0, 0, 0] + size
        let body = Data("WEBP".utf8) + extended + content
        return [UInt8](Data("RIFF".utf8) + Data(littleEndian: UInt32(body.count)) + body)
    }
}
