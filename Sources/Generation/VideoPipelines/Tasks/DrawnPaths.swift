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

extension WindowedClip {
    /// A clip in which regions of a given first frame move along paths.
    /// - Parameters:
    ///   - request: the clip's size, no longer than the model makes at once.
    ///   - image: the first frame, of the clip's size, as are the brush's masks.
    public static func moving(
        _ request: ClipRequest, image: InputPicture, brush: MotionBrush, settings: WanModelSettings
    ) throws(PipelineError) -> WindowedClip {
        try settings.require(.motionBrush)
        try check([image, brush.strokes[0].region], against: request)
        let (width, height) = (request.width, request.height)
        let drawing = DrawnPaths(
            width: width, height: height,
            paths: brush.strokes.map { brush.centres(of: $0, frames: request.frames) })
        let open = brush.still.map { $0.inverted } ?? InputPicture.filled(255, width: width, height: height)
        var given = [0: Given(picture: image)]
        for frame in 1..<max(2, request.frames) {
            given[frame] = Given(picture: drawing.frame(frame).replacing(image, where: brush.still), mask: open)
        }
        return WindowedClip(
            base: request,
            plan: WindowPlan(
                after: 0, total: request.frames, window: request.frames, overlap: 0, rules: settings.sizeRules),
            given: given, usesControl: true)
    }
}

extension InputPicture {
    fileprivate var inverted: InputPicture {
        InputPicture(width: width, height: height, bytes: bytes.map { 255 - $0 })
    }

    /// The pixels of another picture where a mask is white.
    fileprivate func replacing(_ other: InputPicture, where mask: InputPicture?) -> InputPicture {
        guard let mask else { return self }
        return InputPicture(
            width: width, height: height,
            bytes: bytes.indices.map { mask.bytes[$0] > 127 ? other.bytes[$0] : bytes[$0] })
    }
}
