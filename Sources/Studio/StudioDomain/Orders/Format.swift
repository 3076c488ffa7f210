/// The shape of a picture: width to height.
public struct AspectRatio: Sendable, Hashable, Codable, CustomStringConvertible {
    public let width: Int
    public let height: Int

    /// From "16:9"; nothing for anything else.
    public init?(_ text: String) {
        let sides = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let width = sides[0], let height = sides[1], (1...100).contains(width),
            (1...100).contains(height)
        else { return nil }
        (self.width, self.height) = (width, height)
    }

    public var description: String { "\(width):\(height)" }
}

/// How large a result is wanted: the shorter side of clips, the area of pictures.
public enum Resolution: String, Sendable, Hashable, Codable, CaseIterable {
    case p720 = "720p"
    case p1080 = "1080p"
    case p2160 = "4k"
    /// As many pixels as a square of 1024, 2048 or 4096 has.
    case square1k = "image-1k"
    case square2k = "image-2k"
    case square4k = "image-4k"
}

/// How the camera moves, as the Kling API tells it.
public enum CameraDirection: Sendable, Hashable, Codable {
    /// Along or about one axis, by -10...10.
    case simple(axis: Axis, amount: Double)
    case preset(Preset)

    public enum Axis: String, Sendable, Codable, CaseIterable {
        case horizontal, vertical, pan, tilt, roll, zoom
    }

    public enum Preset: String, Sendable, Codable, CaseIterable {
        case downBack = "down_back"
        case forwardUp = "forward_up"
        case rightTurnForward = "right_turn_forward"
        case leftTurnForward = "left_turn_forward"
    }
}
