import Foundation

/// What an account has selected in a clip, for a task that changes the clip there: points on frames.
///
/// It is a value of its own, whole in the store, so that any server can go on with it.
/// - Source: section 8.13 of the wire contract; sessions there, of 24 hours.
public struct ClipSelection: Sendable, Hashable, Codable, Identifiable {
    /// A day, in seconds.
    public static let lifetime: TimeInterval = 86400
    /// Of one account at once: each keeps a clip.
    public static let mostOfAccount = 100
    /// Frames with points.
    public static let mostFrames = 10
    /// Points on one frame.
    public static let mostPoints = 10

    public let id: SelectionID
    public let account: AccountID
    /// The clip as it will be changed.
    public let clip: AssetID
    /// Whether the clip was brought for this selection alone; otherwise it is the result of a job.
    public let ownsClip: Bool
    public let facts: ClipFacts
    public let createdAt: Date
    public let endsAt: Date
    /// By their numbers; none is without points.
    public private(set) var frames: [MarkedFrame] = []
    /// Of `frames` as they are now; nothing until it is asked for.
    public private(set) var view: View?
    /// A job was ordered with it: what is kept for the selection is kept as long as a job's inputs.
    public private(set) var isOrdered = false

    /// What was selected, followed through the clip.
    public struct View: Sendable, Hashable, Codable {
        /// A clip, white on what is selected and black elsewhere.
        public let masks: AssetID
        /// The clip with what is selected coloured, and one frame of it.
        public let clip: AssetID
        public let cover: AssetID
        /// The mask of each frame as JSON.
        public let tracking: AssetID

        public init(masks: AssetID, clip: AssetID, cover: AssetID, tracking: AssetID) {
            self.masks = masks
            self.clip = clip
            self.cover = cover
            self.tracking = tracking
        }

        public var assets: [AssetID] { [masks, clip, cover, tracking] }
    }

    public init(
        id: SelectionID, account: AccountID, clip: AssetID, ownsClip: Bool, facts: ClipFacts, createdAt: Date
    ) {
        self.id = id
        self.account = account
        self.clip = clip
        self.ownsClip = ownsClip
        self.facts = facts
        self.createdAt = createdAt
        endsAt = createdAt.addingTimeInterval(Self.lifetime)
    }

    /// What is kept for it and for nothing else.
    public var assets: [AssetID] { (ownsClip ? [clip] : []) + (view?.assets ?? []) }

    public func points(on frame: Int) -> [MarkedPoint] { frames.first { $0.frame == frame }?.points ?? [] }

    /// Adds points to a frame, or none of them when it throws. One that is there already is not added again.
    public mutating func add(_ added: [MarkedPoint], to frame: Int) throws(SelectionRefusal) {
        try check(frame)
        var points = points(on: frame)
        for point in added where !points.contains(point) { points.append(point) }
        guard points.count <= Self.mostPoints else { throw .tooManyPoints(frame: frame) }
        if self.points(on: frame).isEmpty, frames.count >= Self.mostFrames { throw .tooManyFrames }
        set(points, on: frame)
    }

    /// Takes points away that equal those added, or none of them when it throws.
    public mutating func delete(_ deleted: [MarkedPoint], from frame: Int) throws(SelectionRefusal) {
        try check(frame)
        let points = points(on: frame)
        guard deleted.allSatisfy(points.contains) else { throw .noSuchPoint(frame: frame) }
        set(points.filter { !deleted.contains($0) }, on: frame)
    }

    public mutating func clear() {
        frames = []
        view = nil
    }

    /// Keeps what the points as they are now select.
    public mutating func show(_ view: View) { self.view = view }

    public mutating func order() { isOrdered = true }

    private func check(_ frame: Int) throws(SelectionRefusal) {
        guard (0..<facts.frames).contains(frame) else { throw .noSuchFrame(frame, of: facts.frames) }
    }

    private mutating func set(_ points: [MarkedPoint], on frame: Int) {
        guard points != self.points(on: frame) else { return }
        frames.removeAll { $0.frame == frame }
        if !points.isEmpty { frames.append(MarkedFrame(frame: frame, points: points)) }
        frames.sort { $0.frame < $1.frame }
        view = nil
    }
}

/// A frame of a clip, and the points that were set on it, in their order.
public struct MarkedFrame: Sendable, Hashable, Codable {
    /// From 0.
    public let frame: Int
    public let points: [MarkedPoint]

    public init(frame: Int, points: [MarkedPoint]) {
        self.frame = frame
        self.points = points
    }
}

/// A place on a thing: parts of the frame's width and height from its left and top, 0...1.
public struct MarkedPoint: Sendable, Hashable, Codable {
    public let x: Double
    public let y: Double

    public init(x: Double, y: Double) {
        precondition((0...1).contains(x) && (0...1).contains(y))
        self.x = x
        self.y = y
    }
}

/// What a clip is whose frames have numbers.
public struct ClipFacts: Sendable, Hashable, Codable {
    /// Pixels.
    public let width: Int
    public let height: Int
    public let frames: Int
    public let framesPerSecond: Double

    public init(width: Int, height: Int, frames: Int, framesPerSecond: Double) {
        self.width = width
        self.height = height
        self.frames = frames
        self.framesPerSecond = framesPerSecond
    }

    public var seconds: Double { Double(frames) / framesPerSecond }
}
