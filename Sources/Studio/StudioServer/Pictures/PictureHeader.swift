import Foundation

/// What the first bytes of a picture say of it. The picture itself is decoded where it is used, by a worker.
struct PictureHeader: Equatable {
    enum Kind: String {
        case png = "image/png"
        case jpeg = "image/jpeg"
    }

    let kind: Kind
    /// Pixels.
    let width: Int
    let height: Int

    /// Nothing for what is neither PNG nor JPEG, or ends before it has said its size.
    init?(_ bytes: Data) {
        let bytes = [UInt8](bytes)
        if let size = Self.sizeOfPNG(bytes) {
            (kind, width, height) = (.png, size.width, size.height)
        } else if let size = Self.sizeOfJPEG(bytes) {
            (kind, width, height) = (.jpeg, size.width, size.height)
        } else {
            return nil
        }
        guard width > 0, height > 0 else { return nil }
    }

    /// - Source: PNG, third edition, sections 5.2 and 11.2.1: the signature, then IHDR with two 32-bit numbers.
    private static func sizeOfPNG(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
        guard bytes.count >= 33, bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
            bytes[12..<16].elementsEqual("IHDR".utf8)
        else { return nil }
        func number(at start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
        return (number(at: 16), number(at: 20))
    }

    /// - Source: ITU-T T.81, annex B: segments of a marker and a 16-bit length, of which a start of frame has the size.
    private static func sizeOfJPEG(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
        guard bytes.count >= 4, bytes[0] == 0xFF, bytes[1] == 0xD8 else { return nil }
        func number(at start: Int) -> Int { Int(bytes[start]) << 8 | Int(bytes[start + 1]) }
        var place = 2
        while place + 9 <= bytes.count {
            guard bytes[place] == 0xFF else { return nil }
            let marker = bytes[place + 1]
            switch marker {
            case 0xFF: place += 1
            case 0x01, 0xD0...0xD8: place += 2
            // Starts of frames, but not DHT, JPG and DAC, which lie among them.
            case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker):
                return (width: number(at: place + 7), height: number(at: place + 5))
            // The picture begins, or ends, before its size was said.
            case 0xD9, 0xDA: return nil
            default:
                let length = number(at: place + 2)
                guard length >= 2 else { return nil }
                place += 2 + length
            }
        }
        return nil
    }
}
