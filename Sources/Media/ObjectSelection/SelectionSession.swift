/// Which points were set on which frames of a clip: what adding, deleting and clearing them does, and the limits.
///
/// A value of its own, without any frame, so that it can be kept between calls; `ClipSelector` makes masks of it.
/// - Source: the limits are those of Kling's multi-elements editing.
public struct SelectionSession: Sendable, Hashable, Codable {
    /// Frames with points.
    public static let mostFrames = 10
    /// Points on one frame.
    public static let mostPoints = 10

    /// Frames of the clip.
    public let frameCount: Int
    /// By frame, 0 for the first, in the order in which they were added; no list is empty.
    public private(set) var points: [Int: [SelectionPoint]] = [:]

    public init(frameCount: Int) {
        precondition(frameCount > 0)
        self.frameCount = frameCount
    }

    /// Adds points to a frame, or none of them when it throws. A point that is there already is not added again.
    public mutating func add(_ added: [SelectionPoint], to frame: Int) throws(SelectionError) {
        guard (0..<frameCount).contains(frame) else { throw .frameOutOfRange(frame: frame, count: frameCount) }
        var all = points[frame] ?? []
        for point in added where !all.contains(point) { all.append(point) }
        guard !all.isEmpty else { return }
        guard all.count <= Self.mostPoints else { throw .tooManyPoints(frame: frame, limit: Self.mostPoints) }
        guard points[frame] != nil || points.count < Self.mostFrames else {
            throw .tooManyFrames(limit: Self.mostFrames)
        }
        points[frame] = all
    }

    /// Takes points away that equal those added, or none of them when it throws.
    public mutating func delete(_ deleted: [SelectionPoint], from frame: Int) throws(SelectionError) {
        guard (0..<frameCount).contains(frame) else { throw .frameOutOfRange(frame: frame, count: frameCount) }
        let all = points[frame] ?? []
        guard deleted.allSatisfy(all.contains) else { throw .noSuchPoint(frame: frame) }
        let left = all.filter { !deleted.contains($0) }
        points[frame] = left.isEmpty ? nil : left
    }

    public mutating func clear() { points = [:] }
}
