import OpenCVBridge

/// Which pixels of a frame belong to an object.
public struct ObjectMask: Sendable, Hashable {
    /// Pixels across and down, at least 1.
    public let width: Int
    public let height: Int
    /// Rows from the top, one byte a pixel: 255 inside, 0 outside.
    public internal(set) var bytes: [UInt8]

    static let inside: UInt8 = 255

    /// Nothing is inside.
    public init(width: Int, height: Int) {
        precondition(width > 0 && height > 0)
        self.width = width
        self.height = height
        bytes = [UInt8](repeating: 0, count: width * height)
    }

    /// - Parameter bytes: one a pixel, inside where not 0.
    public init(width: Int, height: Int, bytes: [UInt8]) {
        precondition(width > 0 && height > 0 && bytes.count == width * height)
        self.width = width
        self.height = height
        self.bytes = bytes.map { $0 == 0 ? 0 : Self.inside }
    }

    /// Pixels inside.
    public var area: Int { bytes.reduce(0) { $0 + ($1 == 0 ? 0 : 1) } }

    public var isEmpty: Bool { !bytes.contains { $0 != 0 } }

    public func contains(x: Int, y: Int) -> Bool { bytes[y * width + x] != 0 }

    /// Pixels inside both over those inside either; 1 when both are empty.
    public func intersectionOverUnion(_ other: ObjectMask) -> Double {
        precondition((width, height) == (other.width, other.height))
        var (both, either) = (0, 0)
        for (one, two) in zip(bytes, other.bytes) {
            both += one & two == 0 ? 0 : 1
            either += one | two == 0 ? 0 : 1
        }
        return either == 0 ? 1 : Double(both) / Double(either)
    }

    mutating func formUnion(_ other: ObjectMask) {
        for index in bytes.indices { bytes[index] |= other.bytes[index] }
    }

    mutating func subtract(_ other: ObjectMask) {
        for index in bytes.indices { bytes[index] &= ~other.bytes[index] }
    }
}

extension ObjectMask {
    func contains(_ pixel: Pixel) -> Bool { contains(x: pixel.x, y: pixel.y) }

    func pixels(alsoIn other: ObjectMask) -> [Pixel] {
        bytes.indices.filter { bytes[$0] & other.bytes[$0] != 0 }.map { Pixel(x: $0 % width, y: $0 / width) }
    }

    /// The smallest area around all that is inside, `margin` pixels wider on each side as far as the frame goes; nil for an
    /// empty mask.
    func bounds(margin: Int = 0) -> PixelArea? {
        var (left, right, top, bottom) = (width, -1, height, -1)
        for y in 0..<height {
            for x in 0..<width where bytes[y * width + x] != 0 {
                left = min(left, x)
                right = max(right, x)
                top = min(top, y)
                bottom = y
            }
        }
        guard right >= 0 else { return nil }
        return PixelArea(
            columns: max(0, left - margin)..<min(width, right + margin + 1),
            rows: max(0, top - margin)..<min(height, bottom + margin + 1))
    }

    func cropped(to area: PixelArea) -> ObjectMask {
        var result = ObjectMask(width: area.width, height: area.height)
        for (row, y) in area.rows.enumerated() {
            for (column, x) in area.columns.enumerated() {
                result.bytes[row * area.width + column] = bytes[y * width + x]
            }
        }
        return result
    }

    /// This mask as a part of a larger one that is empty elsewhere.
    func placed(at area: PixelArea, width: Int, height: Int) -> ObjectMask {
        var result = ObjectMask(width: width, height: height)
        for (row, y) in area.rows.enumerated() {
            for (column, x) in area.columns.enumerated() {
                result.bytes[y * width + x] = bytes[row * self.width + column]
            }
        }
        return result
    }

    /// The pixels that can be reached from the seeds, up, down, left and right, without leaving the value that each has.
    func flooded(from seeds: [Pixel]) -> ObjectMask {
        var result = ObjectMask(width: width, height: height)
        var waiting = seeds.map { $0.y * width + $0.x }
        for seed in waiting { result.bytes[seed] = Self.inside }
        while let index = waiting.popLast() {
            let (x, value) = (index % width, bytes[index])
            func visit(_ next: Int) {
                guard result.bytes[next] == 0, bytes[next] == value else { return }
                result.bytes[next] = Self.inside
                waiting.append(next)
            }
            if x > 0 { visit(index - 1) }
            if x < width - 1 { visit(index + 1) }
            if index >= width { visit(index - width) }
            if index + width < bytes.count { visit(index + width) }
        }
        return result
    }

    /// With holes closed, save those in which one of the pixels lies.
    func filled(except pixels: [Pixel] = []) -> ObjectMask {
        let frameEdge =
            (0..<width).flatMap { [Pixel(x: $0, y: 0), Pixel(x: $0, y: height - 1)] }
            + (0..<height).flatMap { [Pixel(x: 0, y: $0), Pixel(x: width - 1, y: $0)] }
        let outside = flooded(from: (frameEdge + pixels).filter { !contains($0) })
        return ObjectMask(width: width, height: height, bytes: outside.bytes.map { ~$0 })
    }

    /// Edges fall where a linear interpolation passes one half.
    func resized(width newWidth: Int, height newHeight: Int) throws(SelectionError) -> ObjectMask {
        guard (newWidth, newHeight) != (width, height) else { return self }
        var result = [UInt8](repeating: 0, count: newWidth * newHeight)
        try SelectionError.check(
            kinora_resize(bytes, Int32(width), Int32(height), 1, &result, Int32(newWidth), Int32(newHeight)))
        return ObjectMask(width: newWidth, height: newHeight, bytes: result.map { $0 >= 128 ? 255 : 0 })
    }

    /// How far each pixel is from the other side of the edge, in pixels: positive inside, negative outside.
    func signedDistances() throws(SelectionError) -> [Float] {
        var (inner, outer) = ([Float](repeating: 0, count: bytes.count), [Float](repeating: 0, count: bytes.count))
        try SelectionError.check(kinora_distance(bytes, Int32(width), Int32(height), &inner))
        try SelectionError.check(kinora_distance(bytes.map { ~$0 }, Int32(width), Int32(height), &outer))
        // Where there is no other side at all the library gives a huge number, as wanted.
        return zip(inner, outer).map { $0 - $1 }
    }
}
