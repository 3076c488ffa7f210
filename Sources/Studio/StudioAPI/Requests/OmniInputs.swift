import Foundation

/// Pictures, elements and a clip that an omni request gives, with the rules of how many go together.
///
/// - Source: section 8.5 of the wire contract.
public struct OmniInputs: Sendable, Hashable {
    public struct Picture: Sendable, Hashable {
        public enum Role: Sendable, Hashable {
            case firstFrame, lastFrame, reference
        }

        public let media: MediaReference
        public let role: Role
    }

    /// In the order in which a prompt counts them, frames included.
    public let pictures: [Picture]
    public let elements: [Int64]
    /// A clip that is edited.
    public let baseVideo: URL?
    /// A clip that is referred to.
    public let featureVideo: URL?

    public var firstFrame: MediaReference? { pictures.first { $0.role == .firstFrame }?.media }
    public var lastFrame: MediaReference? { pictures.first { $0.role == .lastFrame }?.media }
    /// Pictures that are no frames.
    public var references: [MediaReference] { pictures.filter { $0.role == .reference }.map(\.media) }
    public var hasVideo: Bool { baseVideo != nil || featureVideo != nil }
    /// Words alone, or a first frame with nothing else.
    var isPlain: Bool {
        elements.isEmpty && !hasVideo && (pictures.isEmpty || pictures.count == 1 && firstFrame != nil)
    }

    static let most = 7
    static let mostWithVideo = 4

    /// - Parameter mostElementsBetweenFrames: elements beside a first and a last frame.
    func check(mostElementsBetweenFrames: Int) throws(APIError) {
        let (first, last) = (count(.firstFrame), count(.lastFrame))
        guard first <= 1, last <= 1 else { throw .parameter("there may be one first frame and one end frame") }
        if last == 1 {
            guard first == 1 else { throw .parameter("an end frame needs a first frame") }
            guard pictures.count <= 2 else {
                throw .parameter("an end frame is not supported with more than 2 images")
            }
        }
        guard baseVideo == nil || first + last == 0 else {
            throw .parameter("first and end frames are not supported with a video that is edited")
        }
        let limit = hasVideo ? Self.mostWithVideo : Self.most
        guard pictures.count + elements.count <= limit else {
            throw .parameter(
                "images and elements may have at most \(limit) entries together"
                    + (hasVideo ? " beside a video" : ""))
        }
        let mostElements = last == 1 ? mostElementsBetweenFrames : first == 1 ? FieldLimits.frameElements : limit
        guard elements.count <= mostElements else {
            throw .parameter("there may be at most \(mostElements) elements beside these frames")
        }
    }

    private func count(_ role: Picture.Role) -> Int { pictures.count { $0.role == role } }
}
