/// Why an element cannot be kept or found. No description names a folder of this machine.
public enum ElementError: Error, Equatable, CustomStringConvertible {
    case wrongName
    case wrongDescription(name: String)
    case wrongPictureCount(name: String, count: Int)
    case exists(name: String)
    case missing(name: String, known: [String])
    case damaged(name: String)
    case cannotWrite(name: String)

    public var description: String {
        switch self {
        case .wrongName:
            "An element's name has 1 to \(Element.longestName) letters, digits, - and _, and does not begin with -."
        case .wrongDescription(let name):
            "The description of \(name) must be one line of 1 to \(Element.longestDescription) characters."
        case .wrongPictureCount(let name, let count):
            "\(name) has \(count) pictures; an element has a frontal one and up to \(Element.mostPictures - 1) more."
        case .exists(let name):
            "There is an element \(name) already; remove it first, or choose another name."
        case .missing(let name, let known):
            "There is no element \(name); "
                + (known.isEmpty ? "none is kept." : "those that are kept: \(known.joined(separator: ", ")).")
        case .damaged(let name):
            "The element \(name) is damaged; remove it and add it again."
        case .cannotWrite(let name):
            "The element \(name) could not be written or removed: check the library's permissions and the disk's space."
        }
    }
}
