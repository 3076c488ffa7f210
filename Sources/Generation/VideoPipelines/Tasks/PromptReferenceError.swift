/// Why a prompt's references cannot be used.
public enum PromptReferenceError: Error, Equatable, CustomStringConvertible {
    case tooLong(count: Int)
    /// Nearly a reference.
    case unreadable
    /// A reference, as written, to a kind of input that there is not.
    case unknownKind(String)
    case notGiven(PromptReferences.Reference, given: Int)

    public var description: String {
        switch self {
        case .tooLong(let count):
            "The prompt has \(count) characters, more than the \(PromptReferences.longestPrompt) that it may have."
        case .unreadable:
            "The prompt has brackets that are nearly a reference; write <<<image_1>>>, <<<video_1>>> or <<<element_1>>>, "
                + "counted from 1, or \\<<< for plain brackets."
        case .unknownKind(let written):
            "The prompt speaks of \(written), but only of image, video and element can it speak so."
        case .notGiven(let reference, let given):
            "The prompt speaks of \(reference), but \(Self.count(given, of: reference.kind)) given."
        }
    }

    private static func count(_ given: Int, of kind: PromptReferences.Kind) -> String {
        let noun =
            switch kind {
            case .image: "picture"
            case .video: "clip"
            case .element: "element"
            }
        switch given {
        case 0: return "no \(noun) is"
        case 1: return "1 \(noun) is"
        default: return "\(given) \(noun)s are"
        }
    }
}
