/// Red, green, blue, 0...255.
typealias RGBColor = SIMD3<Int32>

/// How often colours occur in a clip, in cells of 4x4x4 neighbouring colours, and the palette that suits them.
struct ColorHistogram {
    /// Sums of red, green, blue and number of pixels for each cell.
    private var cells = [SIMD4<Int>](repeating: .zero, count: 1 << 18)

    static func cell(red: UInt8, green: UInt8, blue: UInt8) -> Int {
        Int(red >> 2) << 12 | Int(green >> 2) << 6 | Int(blue >> 2)
    }

    /// The mean colour of the pixels that fell in a cell; a cell without pixels has none.
    func meanColor(ofCell index: Int) -> RGBColor {
        let cell = cells[index]
        precondition(cell.w > 0)
        return Self.mean(cell)
    }

    mutating func add(_ picture: Picture) {
        picture.bytes.withUnsafeBufferPointer { bytes in
            cells.withUnsafeMutableBufferPointer { cells in
                for start in stride(from: 0, to: bytes.count, by: 3) {
                    let (red, green, blue) = (bytes[start], bytes[start + 1], bytes[start + 2])
                    cells[Self.cell(red: red, green: green, blue: blue)] &+=
                        SIMD4(Int(red), Int(green), Int(blue), 1)
                }
            }
        }
    }

    /// At most `colors` colours with a small sum of squared distances, by variance-based median cut.
    ///
    /// The box of cells with the largest squared error is cut in two across its widest-spread channel, at the place
    /// that leaves the least error, until there are enough boxes; each gives its mean.
    /// - Source: Heckbert 1982, with the variance criterion of Wan, Wong & Prusinkiewicz 1988.
    func palette(colors: Int) -> [RGBColor] {
        var boxes = [Box(cells.filter { $0.w > 0 })]
        while boxes.count < colors {
            guard let worst = boxes.indices.max(by: { boxes[$0].error < boxes[$1].error }), boxes[worst].error > 0
            else { break }
            let (low, high) = boxes[worst].cut()
            boxes[worst] = low
            boxes.append(high)
        }
        return boxes.map { Self.mean($0.sum) }
    }

    private static func mean(_ sum: SIMD4<Int>) -> RGBColor {
        RGBColor(truncatingIfNeeded: (SIMD3(sum.x, sum.y, sum.z) &+ SIMD3(repeating: sum.w / 2)) / sum.w)
    }

    /// Some of the cells.
    private struct Box {
        var cells: [SIMD4<Int>]
        let sum: SIMD4<Int>
        /// The channel that varies most, and the squared error of all channels if the box becomes one colour.
        let channel: Int
        let error: Double

        init(_ cells: [SIMD4<Int>]) {
            self.cells = cells
            sum = cells.reduce(.zero, &+)
            var squares = SIMD3<Double>.zero
            for cell in cells {
                let channels = SIMD3<Double>(SIMD3(cell.x, cell.y, cell.z))
                squares += channels * channels / Double(cell.w)
            }
            let total = SIMD3<Double>(SIMD3(sum.x, sum.y, sum.z))
            let errors = squares - total * total / Double(max(sum.w, 1))
            channel = (0..<3).max { errors[$0] < errors[$1] } ?? 0
            error = cells.count > 1 ? max(0, errors.sum()) : 0
        }

        /// - Precondition: two cells or more.
        func cut() -> (Box, Box) {
            let sorted = cells.sorted { $0[channel] * $1.w < $1[channel] * $0.w }
            var (low, best, place) = (SIMD4<Int>.zero, -Double.infinity, 1)
            for (index, cell) in sorted.dropLast().enumerated() {
                low &+= cell
                let high = sum &- low
                // The least error is where these squares, which it subtracts, are largest.
                let gain =
                    Double(low[channel]) * Double(low[channel]) / Double(low.w)
                    + Double(high[channel]) * Double(high[channel]) / Double(high.w)
                if gain > best { (best, place) = (gain, index + 1) }
            }
            return (Box(Array(sorted[..<place])), Box(Array(sorted[place...])))
        }
    }
}
