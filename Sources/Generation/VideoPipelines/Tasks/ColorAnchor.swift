/// Brings the colours of a window to those of the frames that it shares with the one before, so that brightness and hue
/// neither jump at the seam nor drift away over many windows.
///
/// For each of red, green and blue a gain and an offset, by least squares over the shared frames: what the window made of
/// them against what they are.
struct ColorAnchor: Equatable {
    /// Gains beyond these would mean that the pictures differ by more than their colours.
    static let gains: ClosedRange<Double> = 0.85...1.18

    private let gain: [Double]
    private let offset: [Double]

    /// - Parameters:
    ///   - made: what a window made of known frames.
    ///   - known: the same frames as they are; as many, of one size.
    init(made: [InputPicture], known: [InputPicture]) {
        precondition(made.count == known.count)
        var (gains, offsets) = ([Double](), [Double]())
        for channel in 0..<3 {
            var (count, x, y, xx, xy) = (0, 0, 0, 0, 0)
            for (source, target) in zip(made, known) {
                for index in stride(from: channel, to: source.bytes.count, by: 3) {
                    let (a, b) = (Int(source.bytes[index]), Int(target.bytes[index]))
                    (count, x, y, xx, xy) = (count + 1, x + a, y + b, xx + a * a, xy + a * b)
                }
            }
            guard count > 0 else {
                gains.append(1)
                offsets.append(0)
                continue
            }
            let n = Double(count)
            let variance = Double(xx) / n - (Double(x) / n) * (Double(x) / n)
            let covariance = Double(xy) / n - Double(x) / n * Double(y) / n
            // A plain surface says nothing of contrast.
            let slope = variance > 1 ? min(max(covariance / variance, Self.gains.lowerBound), Self.gains.upperBound) : 1
            gains.append(slope)
            offsets.append(Double(y) / n - slope * Double(x) / n)
        }
        (gain, offset) = (gains, offsets)
    }

    func apply(to picture: InputPicture) -> InputPicture {
        var table = [UInt8](repeating: 0, count: 768)
        for value in 0..<256 {
            for channel in 0..<3 {
                let moved = gain[channel] * Double(value) + offset[channel]
                table[value * 3 + channel] = UInt8(min(max(moved, 0), 255).rounded())
            }
        }
        var bytes = picture.bytes
        for index in bytes.indices { bytes[index] = table[Int(bytes[index]) * 3 + index % 3] }
        return InputPicture(width: picture.width, height: picture.height, bytes: bytes)
    }
}
