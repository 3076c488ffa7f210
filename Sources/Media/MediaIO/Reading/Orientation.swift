import CFFmpeg

/// A turn by quarters, with or without a mirror: where a stored picture's axes point when it is shown.
///
/// A stored pixel (x, y) is shown at (a x + c y, b x + d y), moved so that the smallest coordinates are 0.
struct Orientation: Equatable {
    let a: Int, b: Int, c: Int, d: Int

    static let upright = Orientation(a: 1, b: 0, c: 0, d: 1)

    /// EXIF's numbers, 1...8; any other is upright.
    /// - Source: EXIF 2.32, tag 0x112.
    init(exif value: Int) {
        switch value {
        case 2: self.init(a: -1, b: 0, c: 0, d: 1)
        case 3: self.init(a: -1, b: 0, c: 0, d: -1)
        case 4: self.init(a: 1, b: 0, c: 0, d: -1)
        case 5: self.init(a: 0, b: 1, c: 1, d: 0)
        case 6: self.init(a: 0, b: 1, c: -1, d: 0)
        case 7: self.init(a: 0, b: -1, c: -1, d: 0)
        case 8: self.init(a: 0, b: -1, c: 1, d: 0)
        default: self = .upright
        }
    }

    /// The matrix of an mp4 track, 16.16 fixed point, rows of three; anything but quarter turns is upright.
    init(displayMatrix matrix: UnsafePointer<Int32>) {
        let one: Int32 = 1 << 16
        let entries = [matrix[0], matrix[1], matrix[3], matrix[4]].map {
            $0 == one ? 1 : $0 == -one ? -1 : $0 == 0 ? 0 : 2
        }
        let (a, b, c, d) = (entries[0], entries[1], entries[2], entries[3])
        let isQuarterTurn = abs(a) == abs(d) && abs(b) == abs(c) && abs(a) + abs(b) == 1
        self = isQuarterTurn ? Orientation(a: a, b: b, c: c, d: d) : .upright
    }

    /// Turns to the left by 90 degrees each, 0...3.
    init(quarterTurnsLeft turns: Int) { self.init(exif: [1, 8, 3, 6][turns]) }

    private init(a: Int, b: Int, c: Int, d: Int) {
        self.a = a
        self.b = b
        self.c = c
        self.d = d
    }

    /// Whether width and height change places.
    var swapsAxes: Bool { a == 0 }

    /// This turn, followed by another one.
    func then(_ other: Orientation) -> Orientation {
        Orientation(
            a: other.a * a + other.c * b, b: other.b * a + other.d * b, c: other.a * c + other.c * d,
            d: other.b * c + other.d * d)
    }

    func apply(to picture: Picture) -> Picture {
        guard self != .upright else { return picture }
        let (width, height) = swapsAxes ? (picture.height, picture.width) : (picture.width, picture.height)
        let left = min(0, a * (picture.width - 1)) + min(0, c * (picture.height - 1))
        let top = min(0, b * (picture.width - 1)) + min(0, d * (picture.height - 1))
        var bytes = [UInt8](repeating: 0, count: picture.bytes.count)
        for y in 0..<picture.height {
            for x in 0..<picture.width {
                let source = (y * picture.width + x) * 3
                let target = ((b * x + d * y - top) * width + a * x + c * y - left) * 3
                for channel in 0..<3 { bytes[target + channel] = picture.bytes[source + channel] }
            }
        }
        return Picture(width: width, height: height, bytes: bytes)
    }
}
