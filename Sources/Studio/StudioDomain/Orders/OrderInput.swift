import Foundation

/// A picture or clip that an order needs.
public struct OrderInput: Sendable, Hashable, Codable {
    public enum Role: String, Sendable, Codable {
        case firstFrame, lastFrame
        /// A subject, a scene or a style to be shown.
        case reference
        /// The clip that is extended, edited, restyled or expanded.
        case clip
        /// White where the clip or picture is made anew.
        case mask
        /// White where nothing moves.
        case staticRegion
        /// White where things move along `path`.
        case movingRegion
        /// The picture that an image task begins from.
        case picture
    }

    /// Where its bytes are.
    public enum Source: Sendable, Hashable, Codable {
        case asset(AssetID)
        /// Fetched when the job is made.
        case remote(URL)
        /// A mask: what points in a clip select, found when the job is made.
        case selected(in: AssetID, frames: [MarkedFrame])
    }

    /// Pixels of the picture, from its left and bottom.
    public struct Point: Sendable, Hashable, Codable {
        public let x: Double
        public let y: Double

        public init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    public let role: Role
    public let source: Source
    /// Of a moving region.
    public let path: [Point]
    /// Of a reference: the words that stand for its element in a prompt; empty for a plain picture. References that follow each
    /// other and have the same words are views of one element.
    public let words: String

    public init(role: Role, source: Source, path: [Point] = [], words: String = "") {
        self.role = role
        self.source = source
        self.path = path
        self.words = words
    }
}
