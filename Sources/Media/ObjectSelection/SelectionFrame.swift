import OpenCVBridge

/// A frame on which things are selected: rows from the top, red, green, blue of each pixel, 0...255, without padding.
public struct SelectionFrame: Sendable {
    /// Pixels across and down, at least 1.
    public let width: Int
    public let height: Int
    public let bytes: [UInt8]

    public init(width: Int, height: Int, bytes: [UInt8]) {
        precondition(width > 0 && height > 0 && bytes.count == width * height * 3)
        self.width = width
        self.height = height
        self.bytes = bytes
    }
}

extension SelectionFrame {
    func resized(width newWidth: Int, height newHeight: Int) throws(SelectionError) -> SelectionFrame {
        guard (newWidth, newHeight) != (width, height) else { return self }
        var result = [UInt8](repeating: 0, count: newWidth * newHeight * 3)
        try SelectionError.check(
            kinora_resize(
                bytes, Int32(width), Int32(height), 3, &result, Int32(newWidth), Int32(newHeight)))
        return SelectionFrame(width: newWidth, height: newHeight, bytes: result)
    }

    /// The size with the same shape and a longest side of `longest` pixels, or this one's where it is no longer.
    func size(longestSide longest: Int) -> (width: Int, height: Int) {
        guard max(width, height) > longest else { return (width, height) }
        let scale = Double(longest) / Double(max(width, height))
        return (max(1, Int((Double(width) * scale).rounded())), max(1, Int((Double(height) * scale).rounded())))
    }

    func cropped(to area: PixelArea) -> SelectionFrame {
        var result: [UInt8] = []
        result.reserveCapacity(area.width * area.height * 3)
        for y in area.rows {
            let start = (y * width + area.columns.lowerBound) * 3
            result.append(contentsOf: bytes[start..<start + area.width * 3])
        }
        return SelectionFrame(width: area.width, height: area.height, bytes: result)
    }
}

/// A rectangle of a picture's pixels, not empty.
struct PixelArea: Equatable {
    let columns: Range<Int>
    let rows: Range<Int>

    var width: Int { columns.count }
    var height: Int { rows.count }

    /// What lies within `radius` of a pixel, as far as the picture goes.
    init(around pixel: Pixel, radius: Int, width: Int, height: Int) {
        columns = max(0, pixel.x - radius)..<min(width, pixel.x + radius + 1)
        rows = max(0, pixel.y - radius)..<min(height, pixel.y + radius + 1)
    }

    init(columns: Range<Int>, rows: Range<Int>) {
        self.columns = columns
        self.rows = rows
    }
}

/// A place in a picture, from the top left.
struct Pixel: Equatable {
    let x: Int
    let y: Int

    func distance(_ other: Pixel) -> Double {
        let (across, down) = (Double(x - other.x), Double(y - other.y))
        return (across * across + down * down).squareRoot()
    }
}
