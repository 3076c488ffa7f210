/// Whole pixels of a picture, counted from its top left.
struct PixelRectangle: Equatable {
    let x: Int, y: Int
    let width: Int, height: Int
}

extension Picture {
    /// The part within `rectangle`, which lies within the picture.
    func cropped(to rectangle: PixelRectangle) -> Picture {
        if rectangle == PixelRectangle(x: 0, y: 0, width: width, height: height) { return self }
        var part: [UInt8] = []
        part.reserveCapacity(rectangle.width * rectangle.height * 3)
        for y in rectangle.y..<rectangle.y + rectangle.height {
            let start = (y * width + rectangle.x) * 3
            part += bytes[start..<start + rectangle.width * 3]
        }
        return Picture(width: rectangle.width, height: rectangle.height, bytes: part)
    }

    /// The picture in the middle of a larger one of an even colour.
    func padded(width: Int, height: Int, with color: (red: UInt8, green: UInt8, blue: UInt8)) -> Picture {
        if width == self.width, height == self.height { return self }
        let (left, top) = ((width - self.width) / 2, (height - self.height) / 2)
        var whole = [UInt8](repeating: 0, count: width * height * 3)
        for pixel in 0..<width * height {
            (whole[pixel * 3], whole[pixel * 3 + 1], whole[pixel * 3 + 2]) = color
        }
        for y in 0..<self.height {
            let start = ((top + y) * width + left) * 3
            let row = y * self.width * 3
            whole.replaceSubrange(start..<start + self.width * 3, with: bytes[row..<row + self.width * 3])
        }
        return Picture(width: width, height: height, bytes: whole)
    }

    /// The picture at another size, each pixel the one whose centre is nearest.
    func nearest(width: Int, height: Int) -> Picture {
        let columns = (0..<width).map { ($0 * 2 + 1) * self.width / (width * 2) * 3 }
        let rows = (0..<height).map { ($0 * 2 + 1) * self.height / (height * 2) * self.width * 3 }
        var result: [UInt8] = []
        result.reserveCapacity(width * height * 3)
        for row in rows {
            for column in columns { result += bytes[row + column..<row + column + 3] }
        }
        return Picture(width: width, height: height, bytes: result)
    }
}
