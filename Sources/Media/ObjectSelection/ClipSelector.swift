/// The frames of a clip, reduced to what selecting needs, and the masks that points on them make.
///
/// - Memory: 3 bytes for each pixel of a frame whose longest side is at most 512, and one more for its mask.
public struct ClipSelector: Sendable {
    /// Pixels of the clip's frames; masks are as large.
    public let width: Int
    public let height: Int
    private var frames: [SelectionFrame] = []

    public var frameCount: Int { frames.count }

    public init(width: Int, height: Int) {
        precondition(width > 0 && height > 0)
        self.width = width
        self.height = height
    }

    /// Adds the clip's next frame.
    public mutating func append(_ frame: SelectionFrame) throws(SelectionError) {
        guard (frame.width, frame.height) == (width, height) else { throw .frameSizesDiffer }
        let size = frame.size(longestSide: PointSegmentation.longestSide)
        frames.append(try frame.resized(width: size.width, height: size.height))
    }

    /// What the points select on the frame where they were set; nothing where there are none.
    public func mask(of points: [SelectionPoint], on frame: Int) throws(SelectionError) -> ObjectMask {
        try reducedMask(of: points, on: frame).resized(width: width, height: height)
    }

    /// The object in every frame.
    ///
    /// It is followed from each frame with points to both sides; a frame between two of them takes the nearer one's mask. A
    /// mask is empty where the object is not seen, and all are when there are no points.
    /// - Parameter onFrame: called for each frame whose mask is known, with their number. A throw ends it.
    public func track(_ session: SelectionSession, onFrame: (_ known: Int) throws -> Void = { _ in }) throws
        -> ObjectTrack
    {
        precondition(session.frameCount == frames.count)
        var track = ObjectTrack(
            width: width, height: height,
            reduced: frames.map { ObjectMask(width: $0.width, height: $0.height) })
        var known = 0
        func keep(_ mask: ObjectMask, for frame: Int) throws {
            track.reduced[frame] = mask
            known += 1
            try onFrame(known)
        }
        let marked = session.points.keys.sorted()
        for (index, start) in marked.enumerated() {
            let mask = try reducedMask(of: session.points[start]!, on: start)
            let earliest = index == 0 ? 0 : (marked[index - 1] + start) / 2 + 1
            let latest = index == marked.count - 1 ? frames.count - 1 : (start + marked[index + 1]) / 2
            try keep(mask, for: start)
            for reach in [Array((start...latest).dropFirst()), (earliest..<start).reversed()] {
                var tracking = try MaskTracking(mask, in: frames[start])
                for frame in reach {
                    try tracking.move(to: frames[frame])
                    try keep(tracking.mask, for: frame)
                }
            }
        }
        return track
    }

    private func reducedMask(of points: [SelectionPoint], on frame: Int) throws(SelectionError) -> ObjectMask {
        guard frames.indices.contains(frame) else { throw .frameOutOfRange(frame: frame, count: frames.count) }
        guard points.isEmpty || points.contains(where: \.isInside) else { throw .nothingInside(frame: frame) }
        return try PointSegmentation(frames[frame]).mask(points)
    }
}

/// An object's mask in every frame of a clip.
public struct ObjectTrack: Sendable {
    /// Pixels of each mask.
    public let width: Int
    public let height: Int
    /// As large as the frames that were searched.
    fileprivate(set) var reduced: [ObjectMask]

    public var frameCount: Int { reduced.count }

    /// Frames in which something of the object is seen.
    public var framesWithObject: Int { reduced.count { !$0.isEmpty } }

    public func mask(at frame: Int) throws(SelectionError) -> ObjectMask {
        try reduced[frame].resized(width: width, height: height)
    }
}
