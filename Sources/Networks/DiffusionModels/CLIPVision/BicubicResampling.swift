import Tensors

/// Pillow's bicubic resampling of 8-bit pictures, bit for bit: CLIP saw its pictures through it.
///
/// First rows, then columns; each result is rounded to whole numbers 0...255. A filter is as wide as the pictures' ratio
/// where they shrink, so that no pixel is left out. Weights are whole multiples of 2^-22.
/// - Source: Keys 1981, "Cubic Convolution Interpolation for Digital Image Processing", a = -1/2; `Resample.c` in Pillow.
struct BicubicResampling {
    /// Of the whole result, in pixels.
    let height: Int
    let width: Int

    /// Computes a part of the result.
    /// - Parameter picture: [H, W, 3], whole numbers 0...255.
    /// - Returns: [rows.count, columns.count, 3], whole numbers 0...255.
    func resample(_ picture: Tensor, rows: Range<Int>, columns: Range<Int>, on device: any Device) -> Tensor {
        let across = columns.map { Taps(output: $0, of: width, inputs: picture.shape[1]) }
        let down = rows.map { Taps(output: $0, of: height, inputs: picture.shape[0]) }
        let (source, pitch) = (picture.floats, picture.shape[1] * 3)
        // Only input rows that some output row reads.
        let needed = (down.map(\.first).min() ?? 0)..<(down.map { $0.first + $0.weights.count }.max() ?? 0)
        var narrowed = [Int](repeating: 0, count: needed.count * columns.count * 3)
        var written = 0
        for row in needed {
            for taps in across {
                for color in 0..<3 {
                    narrowed[written] = taps.sum { Int(source[row * pitch + $0 * 3 + color]) }
                    written += 1
                }
            }
        }
        let result = device.empty([rows.count, columns.count, 3])
        let line = columns.count * 3
        for (row, taps) in down.enumerated() {
            for index in 0..<line {
                result.floats[row * line + index] = Float(
                    taps.sum { narrowed[($0 - needed.lowerBound) * line + index] })
            }
        }
        return result
    }
}

/// The inputs that make an output along one axis.
private struct Taps {
    static let fractionBits = 22

    /// The first input.
    let first: Int
    /// Of each input from the first on, in units of 2^-22.
    let weights: [Int]

    init(output: Int, of outputs: Int, inputs: Int) {
        let ratio = Double(inputs) / Double(outputs)
        let stretch = max(ratio, 1)
        let (center, reach) = ((Double(output) + 0.5) * ratio, 2 * stretch)
        first = max(0, Int(center - reach + 0.5))
        let last = min(inputs, Int(center + reach + 0.5))
        let inverse = 1 / stretch
        let shares = (first..<last).map { Self.cubic((Double($0) - center + 0.5) * inverse) }
        let total = shares.reduce(0, +)
        weights = shares.map { share in
            let scaled = share / total * Double(1 << Self.fractionBits)
            return Int(scaled + (scaled < 0 ? -0.5 : 0.5))
        }
    }

    /// The weighted sum of the inputs, rounded to 0...255.
    func sum(_ input: (Int) -> Int) -> Int {
        var sum = 1 << (Self.fractionBits - 1)
        for index in weights.indices { sum += input(first + index) * weights[index] }
        return min(max(sum >> Self.fractionBits, 0), 255)
    }

    private static func cubic(_ distance: Double) -> Double {
        let (x, a) = (abs(distance), -0.5)
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
        return 0
    }
}
