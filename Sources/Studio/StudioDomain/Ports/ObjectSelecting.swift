import Foundation

/// Whoever finds things in clips that somebody points at.
///
/// Each call may take seconds of a processor and hundreds of megabytes. Whoever implements it keeps both within bounds; whoever
/// calls it bounds how many calls run at once. What is wrong with a clip is thrown as a `RenderFailure`.
public protocol ObjectSelecting: Sendable {
    /// Looks at a clip that is to be changed, and makes one that was given from outside such that its frames can be counted and
    /// any browser plays it.
    /// - Parameter folder: there already; for the files that are made.
    func prepare(_ clip: URL, from origin: ClipOrigin, into folder: URL) async throws -> PreparedClip

    /// What points select on the frame where they were set.
    func mask(of points: [MarkedPoint], onFrame frame: Int, of clip: URL) async throws -> SelectedMask

    /// What points select, followed through the whole clip.
    /// - Parameters:
    ///   - isShown: whether to make what people look at, too.
    ///   - folder: there already; for the files that are made.
    func track(_ frames: [MarkedFrame], through clip: URL, isShown: Bool, into folder: URL) async throws -> TrackedClip
}

/// Where a clip is from that is to be changed.
public enum ClipOrigin: Sendable, Hashable, Codable {
    /// The result of a job.
    case job
    /// From outside; whether it must keep the API's limits of size and rate.
    case outside(keepsLimits: Bool)
}

public struct PreparedClip: Sendable, Hashable, Codable {
    public let facts: ClipFacts
    /// An mp4; nothing where the clip is good as it is.
    public let file: URL?

    public init(facts: ClipFacts, file: URL?) {
        self.facts = facts
        self.file = file
    }
}

/// The mask of a frame, as large as the frame; nothing is white in it where there is nothing.
public struct SelectedMask: Sendable, Hashable, Codable {
    public let width: Int
    public let height: Int
    /// Run lengths as COCO's tools write them.
    public let runs: String
    /// The bytes of a PNG, white on what is selected.
    public let png: Data

    public init(width: Int, height: Int, runs: String, png: Data) {
        self.width = width
        self.height = height
        self.runs = runs
        self.png = png
    }
}

public struct TrackedClip: Sendable, Hashable, Codable {
    /// An mp4, white on what is selected and black elsewhere, with as many frames as the clip.
    public let masks: URL
    /// Where it was asked for.
    public let shown: Shown?

    public struct Shown: Sendable, Hashable, Codable {
        /// An mp4 with what is selected coloured.
        public let clip: URL
        /// A PNG: the first frame of it that has points.
        public let cover: URL
        /// Run lengths of each frame, as JSON.
        public let tracking: URL

        public init(clip: URL, cover: URL, tracking: URL) {
            self.clip = clip
            self.cover = cover
            self.tracking = tracking
        }
    }

    public init(masks: URL, shown: Shown?) {
        self.masks = masks
        self.shown = shown
    }
}
