import ArgumentParser
import ObjectSelection

/// A point as it is typed: `X,Y`, `X,Y@1.5` (seconds), `X,Y@12f` (a frame), each with `-` at the end for a place that is not on
/// the thing.
struct PointArgument: ExpressibleByArgument {
    private enum Time {
        case frame(Int)
        case seconds(Double)
    }

    private let x: Double
    private let y: Double
    private let isInside: Bool
    private let time: Time

    init?(argument: String) {
        isInside = !argument.hasSuffix("-")
        let parts = (isInside ? argument : String(argument.dropLast())).split(
            separator: "@", omittingEmptySubsequences: false)
        let place = parts[0].split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard parts.count <= 2, place.count == 2, let x = place[0], let y = place[1] else { return nil }
        (self.x, self.y) = (x, y)
        guard parts.count == 2 else {
            time = .frame(0)
            return
        }
        if parts[1].hasSuffix("f") {
            guard let frame = Int(parts[1].dropLast()) else { return nil }
            time = .frame(frame)
        } else {
            guard let seconds = Double(parts[1]), seconds >= 0, seconds.isFinite else { return nil }
            time = .seconds(seconds)
        }
    }

    func place(in clip: SelectionClip) throws -> (frame: Int, point: SelectionPoint) {
        let point = try SelectionPoint(x: x, y: y, isInside: isInside)
        switch time {
        case .frame(let frame): return (frame, point)
        case .seconds(let seconds): return (try clip.frame(at: seconds), point)
        }
    }
}
