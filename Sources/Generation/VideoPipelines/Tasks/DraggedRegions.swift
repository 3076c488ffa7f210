/// A rough clip of things on the move: the first frame with its regions cut out and laid down along their paths.
///
/// Where a region was, its surroundings flow in; that is no more than a hint for the first steps.
///
/// - Source: the cut-and-drag clips of Singer et al. 2025, "Time-to-Move".
struct DraggedRegions {
    private let image: InputPicture
    private let brush: MotionBrush
    private let background: InputPicture
    /// Of each region where its middle is in each frame.
    private let centres: [[(x: Double, y: Double)]]

    init(image: InputPicture, brush: MotionBrush, frames: Int) {
        self.image = image
        self.brush = brush
        centres = brush.strokes.map { brush.centres(of: $0, frames: frames) }
        let covered = (0..<image.width * image.height).map { pixel in
            brush.strokes.contains { $0.region.bytes[pixel * 3] > 127 }
        }
        background = image.filledIn(where: covered)
    }

    /// A frame, and white where a region lies in it.
    func frame(_ index: Int) -> (picture: InputPicture, mask: InputPicture) {
        let (width, height) = (image.width, image.height)
        var (bytes, mask) = (background.bytes, [UInt8](repeating: 0, count: image.bytes.count))
        for (stroke, path) in zip(brush.strokes, centres) {
            let right = Int((path[index].x - path[0].x).rounded()), down = Int((path[index].y - path[0].y).rounded())
            for y in 0..<height where (0..<height).contains(y - down) {
                for x in 0..<width where (0..<width).contains(x - right) {
                    let (to, from) = ((y * width + x) * 3, ((y - down) * width + x - right) * 3)
                    guard stroke.region.bytes[from] > 127 else { continue }
                    for channel in 0..<3 {
                        bytes[to + channel] = image.bytes[from + channel]
                        mask[to + channel] = 255
                    }
                }
            }
        }
        if let still = brush.still {
            // What shall stand still is followed as closely as what moves.
            for index in bytes.indices where still.bytes[index] > 127 && mask[index] == 0 { mask[index] = 255 }
        }
        return (
            InputPicture(width: width, height: height, bytes: bytes),
            InputPicture(width: width, height: height, bytes: mask)
        )
    }
}

extension InputPicture {
    /// The picture with some pixels replaced by their surroundings, which grow inwards ring by ring.
    fileprivate func filledIn(where isMissing: [Bool]) -> InputPicture {
        var (bytes, isMissing) = (bytes, isMissing)
        var ring = isMissing.indices.filter { isMissing[$0] }
        while !ring.isEmpty {
            var (filled, left) = ([(Int, [UInt8])](), [Int]())
            for pixel in ring {
                let (x, y) = (pixel % width, pixel / width)
                var (sum, count) = ([0, 0, 0], 0)
                for dy in -1...1 {
                    for dx in -1...1 {
                        let (column, row) = (x + dx, y + dy)
                        guard (0..<width).contains(column), (0..<height).contains(row) else { continue }
                        let neighbour = row * width + column
                        guard !isMissing[neighbour] else { continue }
                        for channel in 0..<3 { sum[channel] += Int(bytes[neighbour * 3 + channel]) }
                        count += 1
                    }
                }
                if count > 0 { filled.append((pixel, sum.map { UInt8($0 / count) })) } else { left.append(pixel) }
            }
            // Nothing around: the whole picture is missing.
            guard !filled.isEmpty else { break }
            for (pixel, color) in filled {
                isMissing[pixel] = false
                bytes.replaceSubrange(pixel * 3..<pixel * 3 + 3, with: color)
            }
            ring = left
        }
        return InputPicture(width: width, height: height, bytes: bytes)
    }
}
