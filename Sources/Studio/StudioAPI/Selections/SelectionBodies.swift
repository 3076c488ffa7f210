/// The body of `POST /v1/videos/multi-elements/init-selection`.
///
/// - Source: section 8.13 of the wire contract.
public struct BeginSelectionBody: Sendable, Hashable, Decodable {
    public let source: VideoSource

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws { source = try VideoSource(from: decoder) }
}

/// The body of `/add-selection` and `/delete-selection`: points on one frame.
///
/// - Source: section 8.13 of the wire contract.
public struct MarkSelectionBody: Sendable, Hashable, Decodable {
    /// 0...1 of the frame's width and height, from the left and from the top.
    public struct Point: Sendable, Hashable, Decodable {
        public let x: Double
        public let y: Double

        private enum CodingKeys: String, CodingKey { case x, y }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            guard let x = try container.number(.x), let y = try container.number(.y) else {
                throw APIError.missing("points")
            }
            try FieldLimits.check("points.x", x, in: MarkSelectionBody.coordinates)
            try FieldLimits.check("points.y", y, in: MarkSelectionBody.coordinates)
            (self.x, self.y) = (x, y)
        }
    }

    public let sessionID: String
    /// From 0.
    public let frame: Int
    /// 1 to 10.
    public let points: [Point]

    /// Frames of a session that may be marked.
    public static let mostFrames = 10
    static let mostPoints = 10
    static let coordinates: ClosedRange<Double> = 0...1
    static let frames: ClosedRange<Int64> = 0...100_000

    private enum CodingKeys: String, CodingKey {
        case sessionID = "session_id"
        case frame = "frame_index"
        case points
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        sessionID = try container.neededText(.sessionID)
        guard let frame = try container.integer(.frame) else { throw APIError.missing("frame_index") }
        self.frame = try FieldLimits.integer("frame_index", frame, in: Self.frames, default: 0)
        points = try container.list(.points, most: Self.mostPoints)
        guard !points.isEmpty else { throw APIError.missing("points") }
    }
}

/// The body of `/clear-selection` and `/preview-selection`.
///
/// - Source: section 8.13 of the wire contract.
public struct SelectionBody: Sendable, Hashable, Decodable {
    public let sessionID: String

    private enum CodingKeys: String, CodingKey { case sessionID = "session_id" }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        sessionID = try decoder.container(keyedBy: CodingKeys.self).neededText(.sessionID)
    }
}
