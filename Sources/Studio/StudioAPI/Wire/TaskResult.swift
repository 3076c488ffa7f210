/// What a task made. A list that is there is never null: clients refuse that.
///
/// - Source: section 5.4 of the wire contract.
public enum TaskResult: Encodable, Sendable {
    case videos([Video])
    case images([Image])
    /// Of the omni image endpoint.
    case single([Image])
    /// Pictures that belong together, of the omni image endpoint.
    case series([Image])
    case elements([ElementView])

    private enum CodingKeys: String, CodingKey {
        case videos, images, elements
        case resultType = "result_type"
        case series = "series_images"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .videos(let videos): try container.encode(videos, forKey: .videos)
        case .images(let images): try container.encode(images, forKey: .images)
        case .single(let images):
            try container.encode(images, forKey: .images)
            try container.encode("single", forKey: .resultType)
        case .series(let images):
            try container.encode([Image](), forKey: .images)
            try container.encode("series", forKey: .resultType)
            try container.encode(images, forKey: .series)
        case .elements(let elements): try container.encode(elements, forKey: .elements)
        }
    }

    public struct Video: Encodable, Sendable {
        public let id: String
        public let url: String
        /// Only where a watermark was asked for.
        public let watermarkURL: String?
        /// Seconds, as a decimal: clients refuse a number.
        public let duration: String
        /// Of a clip that was edited with a selection.
        public let sessionID: String?
        /// Of a clip that was extended.
        public let seed: String?

        public init(
            id: String, url: String, watermarkURL: String? = nil, duration: String, sessionID: String? = nil,
            seed: String? = nil
        ) {
            self.id = id
            self.url = url
            self.watermarkURL = watermarkURL
            self.duration = duration
            self.sessionID = sessionID
            self.seed = seed
        }

        private enum CodingKeys: String, CodingKey {
            case id, url, duration, seed
            case watermarkURL = "watermark_url"
            case sessionID = "session_id"
        }
    }

    public struct Image: Encodable, Sendable {
        /// From 0.
        public let index: Int
        public let url: String
        /// Only where a watermark was asked for.
        public let watermarkURL: String?

        public init(index: Int, url: String, watermarkURL: String? = nil) {
            self.index = index
            self.url = url
            self.watermarkURL = watermarkURL
        }

        private enum CodingKeys: String, CodingKey {
            case index, url
            case watermarkURL = "watermark_url"
        }
    }
}
