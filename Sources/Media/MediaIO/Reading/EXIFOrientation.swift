/// How EXIF data says a picture is turned.
///
/// The decoders are not given EXIF data: they refuse a sound picture for a fault in them. What cannot be understood counts
/// as upright.
/// - Source: EXIF 2.32, 4.6.2 and tag 0x112; TIFF 6.0, section 2.
enum EXIFOrientation {
    /// The largest that are looked into; more do not fit into a JPEG.
    static let mostBytes = 1 << 16

    /// - Parameter bytes: a TIFF header and what follows, also after the mark `Exif`, which some writers leave before it.
    static func read(_ bytes: ArraySlice<UInt8>) -> Orientation {
        let mark = Array("Exif".utf8) + [0, 0]
        let tiff = Array(bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes)
        let isLittle: Bool
        switch tiff.prefix(4) {
        case [0x49, 0x49, 42, 0]: isLittle = true
        case [0x4D, 0x4D, 0, 42]: isLittle = false
        default: return .upright
        }
        func number(at offset: Int, bytes count: Int) -> Int? {
            guard offset >= 0, offset <= tiff.count - count else { return nil }
            let digits = tiff[offset..<offset + count]
            return (isLittle ? Array(digits.reversed()) : Array(digits)).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(at: 4, bytes: 4), let entries = number(at: directory, bytes: 2) else {
            return .upright
        }
        let (orientation, short) = (0x112, 3)
        for entry in 0..<entries {
            let start = directory + 2 + entry * 12
            guard let tag = number(at: start, bytes: 2) else { return .upright }
            guard tag == orientation, number(at: start + 2, bytes: 2) == short else { continue }
            return Orientation(exif: number(at: start + 8, bytes: 2) ?? 1)
        }
        return .upright
    }
}
