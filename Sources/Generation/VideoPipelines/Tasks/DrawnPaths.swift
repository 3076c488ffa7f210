/// A control video that shows where things go: over grey the path of each as a white line, and a dot where it is.
///
/// Toybox is trained on it (`drawn_paths` in Training/toybox/tasks.py).
struct DrawnPaths {
    let width: Int
    let height: Int
    /// Of each thing its place in each frame, in pixels from the left and from the top.
    let paths: [[(x: Double, y: Double)]]

    private static let inks: [(Double, Double, Double)] = [
        (1, 0.1, 0.1), (0.1, 0.9, 0.2), (0.2, 0.4, 1), (0.9, 0.9, 0.1), (0.9, 0.1, 0.9), (0.1, 0.9, 0.9),
    ]

    func frame(_ index: Int) -> InputPicture {
        let side = Double(min(width, height))
        // -1...1, as the model reads it; 0 is grey.
        var pixels = [Double](repeating: 0, count: width * height * 3)
        for (path, ink) in zip(paths, Self.inks) {
            let place = path[index]
            for pixel in 0..<width * height {
                let (x, y) = (Double(pixel % width) + 0.5, Double(pixel / width) + 0.5)
                let line = 0.6 * min(max(1.5 - (Self.distance(x, y, path) - side / 130), 0), 1)
                let away = ((x - place.x) * (x - place.x) + (y - place.y) * (y - place.y)).squareRoot()
                let dot = min(max(1.5 - (away - side / 28), 0), 1)
                guard line > 0 || dot > 0 else { continue }
                for (channel, color) in [ink.0, ink.1, ink.2].enumerated() {
                    let drawn = pixels[pixel * 3 + channel] * (1 - line) + line
                    pixels[pixel * 3 + channel] = drawn * (1 - dot) + (color * 2 - 1) * dot
                }
            }
        }
        return InputPicture(
            width: width, height: height, bytes: pixels.map { UInt8(min(max(($0 + 1) * 127.5, 0), 255).rounded()) })
    }

    /// From a point to the nearest of a path's pieces.
    private static func distance(_ x: Double, _ y: Double, _ path: [(x: Double, y: Double)]) -> Double {
        var least = Double.infinity
        for (a, b) in zip(path, path.dropFirst() + path.suffix(1)) {
            let (dx, dy) = (b.x - a.x, b.y - a.y)
            let length = dx * dx + dy * dy
            let share = length > 0 ? min(max(((x - a.x) * dx + (y - a.y) * dy) / length, 0), 1) : 0
            let (px, py) = (x - a.x - share * dx, y - a.y - share * dy)
            least = min(least, px * px + py * py)
        }
        return least.squareRoot()
    }
}
