import Foundation
import ObjectSelection

/// Frames drawn for tests: a striped disc that moves over a textured ground, perhaps behind a post.
struct DrawnScene {
    let width: Int
    let height: Int
    var radius = 24.0
    /// The disc's middle in each frame, in pixels.
    var centers: [(x: Double, y: Double)]
    /// Columns that the post covers.
    var post: Range<Int>?

    static func path(from start: (x: Double, y: Double), step: (x: Double, y: Double), count: Int)
        -> [(x: Double, y: Double)]
    {
        (0..<count).map { frame in
            let times = Double(frame)
            return (x: start.x + times * step.x, y: start.y + times * step.y)
        }
    }

    func isDisc(_ x: Int, _ y: Int, in frame: Int) -> Bool {
        guard post?.contains(x) != true else { return false }
        let (across, down) = (Double(x) - centers[frame].x, Double(y) - centers[frame].y)
        return across * across + down * down < radius * radius
    }

    func mask(_ frame: Int) -> ObjectMask {
        ObjectMask(
            width: width, height: height,
            bytes: (0..<width * height).map { isDisc($0 % width, $0 / width, in: frame) ? 1 : 0 })
    }

    func frame(_ frame: Int) -> SelectionFrame {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(width * height * 3)
        for y in 0..<height {
            for x in 0..<width {
                // A texture that flow can hold on to, the same in every run.
                let grain = (x &* 7919 &+ y &* 104_729 &+ (x / 3) &* (y / 4) &* 31) % 23
                let color: [Int]
                if post?.contains(x) == true {
                    color = [120 + grain, 90, 60]
                } else if isDisc(x, y, in: frame) {
                    let stripe = Int(Double(x) - centers[frame].x + 100) / 6 % 2 == 0
                    color = stripe ? [220, 40 + grain, 40] : [240, 200, 60 + grain]
                } else {
                    color = [60 + grain, 120 + grain + y / 8, 150 + x / 16]
                }
                bytes.append(contentsOf: color.map { UInt8($0) })
            }
        }
        return SelectionFrame(width: width, height: height, bytes: bytes)
    }

    func selector() throws -> ClipSelector {
        var selector = ClipSelector(width: width, height: height)
        for number in centers.indices { try selector.append(frame(number)) }
        return selector
    }
}
