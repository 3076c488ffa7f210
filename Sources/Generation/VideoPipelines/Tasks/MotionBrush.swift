/// Things that move along drawn paths, from a first frame that is given.
public struct MotionBrush: Sendable, Equatable {
    /// A pixel of the first frame: x from the left, y from the bottom, as in Kling's trajectories.
    public struct Point: Sendable, Equatable, Codable {
        public let x: Double
        public let y: Double

        public init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// A region and where it goes.
    public struct Stroke: Sendable, Equatable {
        /// White is the region; of the first frame's size.
        public let region: InputPicture
        /// Where a point of the region goes, at even speed over the whole clip.
        public let path: [Point]

        public init(region: InputPicture, path: [Point]) {
            self.region = region
            self.path = path
        }
    }

    public static let mostStrokes = 6
    public static let pathLengths = 2...77

    public let strokes: [Stroke]
    /// White stays as it is; nil where nothing must.
    public let still: InputPicture?

    /// - Throws: `PipelineError` when there is nothing to move, too much, or sizes differ.
    public init(strokes: [Stroke], still: InputPicture? = nil) throws(PipelineError) {
        guard (1...Self.mostStrokes).contains(strokes.count) else {
            throw .outOfRange(
                name: "Number of moving regions", value: "\(strokes.count)", allowed: "1 to \(Self.mostStrokes)")
        }
        let masks = strokes.map(\.region) + [still].compactMap { $0 }
        for (number, stroke) in strokes.enumerated() {
            guard Self.pathLengths.contains(stroke.path.count) else {
                throw .outOfRange(
                    name: "Number of points of path \(number + 1)", value: "\(stroke.path.count)",
                    allowed: "\(Self.pathLengths.lowerBound) to \(Self.pathLengths.upperBound)")
            }
            guard stroke.region.bytes.contains(where: { $0 > 127 }) else {
                throw .unsuitableInput("Region \(number + 1) is black everywhere: white marks what moves.")
            }
        }
        guard masks.allSatisfy({ $0.width == masks[0].width && $0.height == masks[0].height }) else {
            throw .unsuitableInput("The masks of a motion brush must all have one size.")
        }
        self.strokes = strokes
        self.still = still
    }

    /// Where the middle of a region is in each frame: pixels from the left and from the top. [frames]
    func centres(of stroke: Stroke, frames: Int) -> [(x: Double, y: Double)] {
        let (width, height) = (stroke.region.width, stroke.region.height)
        var (count, x, y) = (0, 0, 0)
        for index in 0..<width * height where stroke.region.bytes[index * 3] > 127 {
            (count, x, y) = (count + 1, x + index % width, y + index / width)
        }
        let start = (x: Double(x) / Double(count) + 0.5, y: Double(y) / Double(count) + 0.5)
        let path = stroke.path
        let lengths = zip(path, path.dropFirst()).map {
            (($1.x - $0.x) * ($1.x - $0.x) + ($1.y - $0.y) * ($1.y - $0.y)).squareRoot()
        }
        let total = lengths.reduce(0, +)
        return (0..<frames).map { frame in
            var left = frames > 1 ? total * Double(frame) / Double(frames - 1) : 0
            var place = path[path.count - 1]
            for (index, length) in lengths.enumerated() {
                if left <= length {
                    let share = length > 0 ? left / length : 0
                    place = Point(
                        x: path[index].x + share * (path[index + 1].x - path[index].x),
                        y: path[index].y + share * (path[index + 1].y - path[index].y))
                    break
                }
                left -= length
            }
            return (start.x + place.x - path[0].x, start.y - (place.y - path[0].y))
        }
    }
}
