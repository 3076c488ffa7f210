/// A larger canvas around a picture or clip, which is made to fill it ("outpainting").
public struct CanvasExpansion: Sendable, Equatable {
    /// New area on each side, up and down as multiples of the picture's height, left and right of its width.
    public let up: Double
    public let down: Double
    public let left: Double
    public let right: Double

    /// The largest new area, in areas of the picture (Kling's canvas expansion).
    public static let largestArea = 3.0

    /// - Throws: `PipelineError` when a ratio is not 0...2, nothing is added, or more than three times the area.
    public init(up: Double = 0, down: Double = 0, left: Double = 0, right: Double = 0) throws(PipelineError) {
        for (name, ratio) in [("up", up), ("down", down), ("left", left), ("right", right)]
        where !(0...2).contains(ratio) {
            throw .outOfRange(name: "Expansion \(name)", value: "\(ratio)", allowed: "0 to 2")
        }
        guard up + down + left + right > 0 else {
            throw .unsuitableInput("Nothing would be added: say how much on at least one side.")
        }
        guard (1 + up + down) * (1 + left + right) <= Self.largestArea + 1e-9 else {
            throw .unsuitableInput("The new canvas may have at most \(Int(Self.largestArea)) times the area.")
        }
        (self.up, self.down, self.left, self.right) = (up, down, left, right)
    }

    /// To another shape, with the picture in the middle.
    /// - Parameters:
    ///   - shape: width over height that is wanted.
    ///   - picture: width over height of the picture.
    public init(to shape: Double, from picture: Double) throws(PipelineError) {
        let more = max(shape, picture) / min(shape, picture) - 1
        guard more > 0.01 else { throw .unsuitableInput("The picture has that shape already.") }
        if shape > picture {
            try self.init(left: more / 2, right: more / 2)
        } else {
            try self.init(up: more / 2, down: more / 2)
        }
    }

    /// Where a picture lies on the new canvas, in pixels.
    public struct Layout: Sendable, Equatable {
        public let width: Int
        public let height: Int
        /// Of the picture, once it is resized.
        public let pictureWidth: Int
        public let pictureHeight: Int
        public let x: Int
        public let y: Int
    }

    /// - Parameters:
    ///   - picture: pixels of the picture.
    ///   - area: about how many pixels the canvas shall have.
    ///   - multiple: of which both sides of the canvas must be multiples.
    public func layout(picture: (width: Int, height: Int), area: Int, multiple: Int) -> Layout {
        let (across, down) = (1 + left + right, 1 + up + self.down)
        let whole = (width: Double(picture.width) * across, height: Double(picture.height) * down)
        let scale = (Double(area) / (whole.width * whole.height)).squareRoot()
        func rounded(_ side: Double) -> Int { max(1, Int((side * scale / Double(multiple)).rounded())) * multiple }
        let (width, height) = (rounded(whole.width), rounded(whole.height))
        let inner = (
            width: max(1, min(width, Int((Double(width) / across).rounded()))),
            height: max(1, min(height, Int((Double(height) / down).rounded())))
        )
        return Layout(
            width: width, height: height, pictureWidth: inner.width, pictureHeight: inner.height,
            x: min(width - inner.width, Int((Double(width) * left / across).rounded())),
            y: min(height - inner.height, Int((Double(height) * up / down).rounded())))
    }
}

extension WindowedClip {
    /// A clip or picture on a larger canvas.
    /// - Parameters:
    ///   - request: as large as the layout.
    ///   - frames: the clip's, as large as the layout wants them.
    public static func expanding(
        _ request: ClipRequest, frames: [InputPicture], layout: CanvasExpansion.Layout, window: Int,
        settings: WanModelSettings
    ) throws(PipelineError) -> WindowedClip {
        try settings.require(.expand)
        guard !frames.isEmpty else { throw .unsuitableInput("The clip has no frames.") }
        precondition(request.width == layout.width && request.height == layout.height)
        precondition(frames.allSatisfy { $0.width == layout.pictureWidth && $0.height == layout.pictureHeight })
        let black = InputPicture.filled(0, width: layout.pictureWidth, height: layout.pictureHeight)
        let mask = InputPicture.filled(255, width: layout.width, height: layout.height)
            .pasting(black, x: layout.x, y: layout.y)
        let grey = InputPicture.filled(128, width: layout.width, height: layout.height)
        let given = frames.enumerated().map {
            ($0.offset, Given(picture: grey.pasting($0.element, x: layout.x, y: layout.y), mask: mask))
        }
        return whole(request, given: Dictionary(uniqueKeysWithValues: given), window: window, settings: settings)
    }
}

extension InputPicture {
    /// The picture with another one on it, which must lie within.
    func pasting(_ other: InputPicture, x: Int, y: Int) -> InputPicture {
        precondition(x >= 0 && y >= 0 && x + other.width <= width && y + other.height <= height)
        var bytes = bytes
        for row in 0..<other.height {
            let (from, to) = (row * other.width * 3, ((y + row) * width + x) * 3)
            bytes.replaceSubrange(to..<to + other.width * 3, with: other.bytes[from..<from + other.width * 3])
        }
        return InputPicture(width: width, height: height, bytes: bytes)
    }
}
