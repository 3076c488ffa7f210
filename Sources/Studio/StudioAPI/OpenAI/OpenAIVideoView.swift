/// A video in OpenAI's shape.
///
/// - Source: `Video` of OpenAI's Python client 3.57.
public struct OpenAIVideoView: Encodable, Sendable {
    public enum Status: String, Encodable, Sendable, CaseIterable {
        case queued, completed, failed
        case inProgress = "in_progress"
    }

    /// Why it failed.
    public struct Failure: Encodable, Sendable {
        public let code: String
        public let message: String

        public init(code: String, message: String) {
            self.code = code
            self.message = message
        }
    }

    /// What there is of a clip: no thumbnail and no sheet of frames.
    public static let onlyVariant = "video"

    public let id: String
    public let model: String
    public let status: Status
    /// 0...100.
    public let progress: Int
    /// Seconds since 1970.
    public let createdAt: Int64
    public let completedAt: Int64?
    public let expiresAt: Int64?
    public let seconds: String
    /// "1280x720".
    public let size: String
    public let prompt: String?
    public let error: Failure?
    public let remixedFrom: String?

    public init(
        id: String, model: String, status: Status, progress: Int, createdAt: Int64, completedAt: Int64?,
        expiresAt: Int64?, seconds: String, size: String, prompt: String?, error: Failure?, remixedFrom: String? = nil
    ) {
        self.id = id
        self.model = model
        self.status = status
        self.progress = min(max(progress, 0), 100)
        self.createdAt = createdAt
        self.completedAt = completedAt
        self.expiresAt = expiresAt
        self.seconds = seconds
        self.size = size
        self.prompt = prompt
        self.error = error
        self.remixedFrom = remixedFrom
    }

    private enum CodingKeys: String, CodingKey {
        case id, object, model, status, progress, seconds, size, prompt, error
        case createdAt = "created_at"
        case completedAt = "completed_at"
        case expiresAt = "expires_at"
        case remixedFrom = "remixed_from_video_id"
    }

    /// What is not there is null, as in OpenAI's answers.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode("video", forKey: .object)
        try container.encode(model, forKey: .model)
        try container.encode(status, forKey: .status)
        try container.encode(progress, forKey: .progress)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(completedAt, forKey: .completedAt)
        try container.encode(expiresAt, forKey: .expiresAt)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(size, forKey: .size)
        try container.encode(prompt, forKey: .prompt)
        try container.encode(error, forKey: .error)
        try container.encode(remixedFrom, forKey: .remixedFrom)
    }
}

/// A page of videos in OpenAI's shape.
///
/// - Source: `SyncConversationCursorPage` of OpenAI's Python client 3.57.
public struct OpenAIListView: Encodable, Sendable {
    public let object = "list"
    public let data: [OpenAIVideoView]
    public let firstID: String?
    public let lastID: String?
    public let hasMore: Bool

    public init(_ data: [OpenAIVideoView], hasMore: Bool) {
        self.data = data
        firstID = data.first?.id
        lastID = data.last?.id
        self.hasMore = hasMore
    }

    private enum CodingKeys: String, CodingKey {
        case object, data
        case firstID = "first_id"
        case lastID = "last_id"
        case hasMore = "has_more"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(object, forKey: .object)
        try container.encode(data, forKey: .data)
        try container.encode(firstID, forKey: .firstID)
        try container.encode(lastID, forKey: .lastID)
        try container.encode(hasMore, forKey: .hasMore)
    }
}

/// What deleting a video answers in OpenAI's shape.
///
/// - Source: `VideoDeleteResponse` of OpenAI's Python client 3.57.
public struct OpenAIDeletedView: Encodable, Sendable {
    public let id: String
    public let object = "video.deleted"
    public let deleted = true

    public init(id: String) { self.id = id }
}
