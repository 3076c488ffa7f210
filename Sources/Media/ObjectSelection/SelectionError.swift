/// Why a selection cannot be made. Numbers count frames and points as the caller does, from 0.
public enum SelectionError: Error, Equatable, CustomStringConvertible {
    case pointOutOfRange(x: Double, y: Double)
    case frameOutOfRange(frame: Int, count: Int)
    case tooManyPoints(frame: Int, limit: Int)
    case tooManyFrames(limit: Int)
    /// A point to be deleted that was never added.
    case noSuchPoint(frame: Int)
    /// Only points outside of the object: nothing says what it is.
    case nothingInside(frame: Int)
    case frameSizesDiffer
    case outOfMemory

    public var description: String {
        switch self {
        case .pointOutOfRange(let x, let y):
            "The point \(x),\(y) is outside of the frame; both numbers may be 0 to 1, from the top left."
        case .frameOutOfRange(let frame, let count):
            "There is no frame \(frame): the clip has \(count), counted from 0."
        case .tooManyPoints(let frame, let limit):
            "Frame \(frame) has its \(limit) points already."
        case .tooManyFrames(let limit):
            "Points are on \(limit) frames already, and more are not allowed."
        case .noSuchPoint(let frame):
            "Frame \(frame) has no such point to delete."
        case .nothingInside(let frame):
            "Frame \(frame) has only points outside of the object; add one on it."
        case .frameSizesDiffer:
            "The frames of a selection must all have the same size."
        case .outOfMemory:
            "There is not enough memory for selecting in frames of this size."
        }
    }

    /// OpenCV's functions are called with what they allow, so what they still refuse is for want of memory.
    static func check(_ status: Int32) throws(SelectionError) {
        guard status == 0 else { throw .outOfMemory }
    }
}
