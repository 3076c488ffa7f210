/// A task as the legacy surface shows it.
///
/// - Source: sections 5.1, 5.2 and 5.4 of the wire contract.
public struct TaskView: Encodable, Sendable {
    public enum Status: String, Encodable, Sendable {
        case submitted, processing, succeed, failed
    }

    public let taskID: String
    public let status: Status
    /// Why it failed; empty otherwise.
    public let statusMessage: String
    public let info: Info
    /// Only of a task that succeeded.
    public let result: Result?
    /// Credits, as a decimal; only of a task that has ended.
    public let deduction: String?
    /// Milliseconds since 1970.
    public let createdAt: Int64
    public let updatedAt: Int64

    public init(
        taskID: String, status: Status, statusMessage: String, info: Info, result: Result?, deduction: String?,
        createdAt: Int64, updatedAt: Int64
    ) {
        self.taskID = taskID
        self.status = status
        self.statusMessage = statusMessage
        self.info = info
        self.result = result
        self.deduction = deduction
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    private enum CodingKeys: String, CodingKey {
        case taskID = "task_id"
        case status = "task_status"
        case statusMessage = "task_status_msg"
        case info = "task_info"
        case result = "task_result"
        case deduction = "final_unit_deduction"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    public struct Info: Encodable, Sendable {
        public let externalTaskID: String?
        /// The clip that a derived task began from.
        public let parentVideo: Video?

        public init(externalTaskID: String?, parentVideo: Video? = nil) {
            self.externalTaskID = externalTaskID
            self.parentVideo = parentVideo
        }

        private enum CodingKeys: String, CodingKey {
            case externalTaskID = "external_task_id"
            case parentVideo = "parent_video"
        }

        /// Clients want the external identifier to be there, null or not.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(externalTaskID, forKey: .externalTaskID)
            try container.encodeIfPresent(parentVideo, forKey: .parentVideo)
        }
    }

    /// What was made. A list that is there is never null: clients refuse that.
    public enum Result: Encodable, Sendable {
        case videos([Video])
        case images([Image])

        private enum CodingKeys: String, CodingKey { case videos, images }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            switch self {
            case .videos(let videos): try container.encode(videos, forKey: .videos)
            case .images(let images): try container.encode(images, forKey: .images)
            }
        }
    }

    public struct Video: Encodable, Sendable {
        public let id: String
        public let url: String
        /// Seconds, as a decimal: clients refuse a number.
        public let duration: String

        public init(id: String, url: String, duration: String) {
            self.id = id
            self.url = url
            self.duration = duration
        }
    }

    public struct Image: Encodable, Sendable {
        public let index: Int
        public let url: String

        public init(index: Int, url: String) {
            self.index = index
            self.url = url
        }
    }
}
