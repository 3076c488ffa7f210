/// A message to a client about one change of a task's state, and how its tries went. An addition to the Kling API.
public struct DeliveryView: Encodable, Sendable {
    public enum State: String, Encodable, Sendable, CaseIterable {
        case waiting, delivered, abandoned
    }

    public struct Attempt: Encodable, Sendable {
        /// Milliseconds since 1970.
        public let time: Int64
        /// The HTTP status; nothing when no answer came.
        public let status: Int?
        /// Why none came; empty otherwise.
        public let problem: String

        public init(time: Int64, status: Int?, problem: String) {
            self.time = time
            self.status = status
            self.problem = problem
        }
    }

    /// As the message's header `webhook-id` has it.
    public let id: String
    /// What it tells of.
    public let status: TaskView.Status
    public let url: String
    public let state: State
    /// Oldest first.
    public let attempts: [Attempt]
    /// Milliseconds since 1970; nothing where there is none.
    public let nextAttemptAt: Int64?
    public let createdAt: Int64

    public init(
        id: String, status: TaskView.Status, url: String, state: State, attempts: [Attempt], nextAttemptAt: Int64?,
        createdAt: Int64
    ) {
        self.id = id
        self.status = status
        self.url = url
        self.state = state
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
        self.createdAt = createdAt
    }

    private enum CodingKeys: String, CodingKey {
        case id, url, state, attempts
        case status = "task_status"
        case nextAttemptAt = "next_attempt_at"
        case createdAt = "created_at"
    }
}
