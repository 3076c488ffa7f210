/// Which frames of a clip a model can be given.
public enum KeyframeRule: Sendable, Equatable {
    /// None.
    case none
    /// The first, or none.
    case optionalFirst
    /// The first.
    case first
    /// The first, and the last or not.
    case firstAndOptionalLast
    /// The first and the last.
    case firstAndLast
    /// Any number of any frames.
    case any

    /// Throws when a request's frames are not what the model can be given.
    public func check(_ request: ClipRequest) throws(PipelineError) {
        let last = request.frames - 1
        var seen: Set<Int> = []
        for keyframe in request.keyframes {
            let (frame, picture) = (keyframe.frame, keyframe.picture)
            guard (0...last).contains(frame) else {
                throw .unsuitableInput("There is no frame \(frame) in a clip of \(request.frames) frames.")
            }
            guard seen.insert(frame).inserted else { throw .unsuitableInput("Frame \(frame) is given twice.") }
            guard picture.width == request.width, picture.height == request.height else {
                throw .unsuitableInput(
                    "The picture for frame \(frame) is \(picture.width)x\(picture.height), "
                        + "but the clip \(request.width)x\(request.height).")
            }
        }
        if let frame = seen.subtracting(possible(last: last)).min() {
            throw .unsuitableInput("\(description) It cannot be given frame \(frame).")
        }
        if let frame = required(last: last).subtracting(seen).min() {
            throw .unsuitableInput("\(description) Its \(frame == 0 ? "first" : "last") frame is missing.")
        }
        if self == .firstAndLast, last == 0 {
            throw .unsuitableInput("\(description) A clip of one frame has no other.")
        }
    }

    private func possible(last: Int) -> Set<Int> {
        switch self {
        case .none: []
        case .optionalFirst, .first: [0]
        case .firstAndOptionalLast, .firstAndLast: [0, last]
        case .any: Set(0...last)
        }
    }

    private func required(last: Int) -> Set<Int> {
        switch self {
        case .none, .optionalFirst, .any: []
        case .first, .firstAndOptionalLast: [0]
        case .firstAndLast: [0, last]
        }
    }

    /// One sentence.
    private var description: String {
        switch self {
        case .none: "This model cannot start from pictures."
        case .optionalFirst: "This model makes a clip from words alone or from its first frame."
        case .first: "This model makes a clip from its first frame."
        case .firstAndOptionalLast: "This model makes a clip from its first frame, or its first and last."
        case .firstAndLast: "This model makes a clip from its first and last frame."
        case .any: "This model can be given any frames."
        }
    }
}
