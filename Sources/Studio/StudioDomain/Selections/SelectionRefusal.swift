/// Why a selection is not there, or not changed. Frames count from 0.
public enum SelectionRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is none of that identifier, it is another account's, or its day is over.
    case notFound(String)
    case noSuchFrame(Int, of: Int)
    case tooManyPoints(frame: Int)
    case tooManyFrames
    /// A point to be deleted that was never added.
    case noSuchPoint(frame: Int)
    case nothingSelected
    case tooManySessions
    /// The clip was removed meanwhile.
    case clipGone
    /// Others change it at the same time, again and again.
    case changing

    public var description: String {
        switch self {
        case .notFound(let name): "Session not found by id: \(name.prefix(64)); a session lasts 24 hours"
        case .noSuchFrame(let frame, let count):
            "frame_index \(frame) is invalid: the clip has \(count) frames, counted from 0"
        case .tooManyPoints(let frame):
            "points are invalid: frame \(frame) may have \(ClipSelection.mostPoints) points altogether"
        case .tooManyFrames: "frame_index is invalid: points may be on \(ClipSelection.mostFrames) frames altogether"
        case .noSuchPoint(let frame):
            "points are invalid: frame \(frame) has no such point; they must equal those added"
        case .nothingSelected: "Nothing is selected in this session; add points first"
        case .tooManySessions:
            "An account may have \(ClipSelection.mostOfAccount) sessions at once; each lasts 24 hours"
        case .clipGone: "The clip of this session is not there any more; begin a new session"
        case .changing: "The session is being changed by another request; try again"
        }
    }
}
