/// Masks as pictures: white (over 127) is made anew, black is kept.
extension InputPicture {
    /// One colour everywhere.
    public static func filled(_ value: UInt8, width: Int, height: Int) -> InputPicture {
        InputPicture(width: width, height: height, bytes: [UInt8](repeating: value, count: width * height * 3))
    }

    /// The mask with `radius` pixels more on every side.
    func grown(by radius: Int) -> InputPicture {
        guard radius > 0 else { return self }
        let plane = stride(from: 0, to: bytes.count, by: 3).map { bytes[$0] > 127 ? Float(1) : 0 }
        let reached = Self.boxSums(plane, width: width, height: height, radius: radius).map { $0 > 0.5 }
        return InputPicture(
            width: width, height: height, bytes: reached.flatMap { [UInt8](repeating: $0 ? 255 : 0, count: 3) })
    }

    /// For each pixel of `self`, the share 0...1 that a picture made anew has: 1 inside the mask, falling to 0 towards the
    /// edge of a larger mask around it, so that no edge shows.
    func shares(within grown: InputPicture, radius: Int) -> [Float] {
        let inside = stride(from: 0, to: bytes.count, by: 3).map { bytes[$0] > 127 ? Float(1) : 0 }
        guard radius > 0 else { return inside }
        let around = stride(from: 0, to: bytes.count, by: 3).map { grown.bytes[$0] > 127 ? Float(1) : 0 }
        let side = Float(2 * (radius / 2) + 1)
        let soft = Self.boxSums(around, width: width, height: height, radius: radius / 2).map { $0 / (side * side) }
        return inside.indices.map { max(inside[$0], min(max(2 * soft[$0] - 1, 0), 1) * around[$0]) }
    }

    /// Of each pixel the sum over the square of 2 `radius` + 1 pixels around it; nothing lies beyond the edges.
    private static func boxSums(_ plane: [Float], width: Int, height: Int, radius: Int) -> [Float] {
        let rows = runningSums(plane, lines: height, length: width, stride: (line: width, step: 1), radius: radius)
        return runningSums(rows, lines: width, length: height, stride: (line: 1, step: width), radius: radius)
    }

    private static func runningSums(
        _ plane: [Float], lines: Int, length: Int, stride: (line: Int, step: Int), radius: Int
    ) -> [Float] {
        var result = plane
        for line in 0..<lines {
            let first = line * stride.line
            var sum: Float = 0
            for place in 0..<min(radius, length) { sum += plane[first + place * stride.step] }
            for place in 0..<length {
                if place + radius < length { sum += plane[first + (place + radius) * stride.step] }
                if place > radius { sum -= plane[first + (place - radius - 1) * stride.step] }
                result[first + place * stride.step] = sum
            }
        }
        return result
    }
}
