/// A task as the legacy surface shows it, in answers and, without an envelope, in callbacks.
///
/// - Source: sections 5.1, 5.2, 5.4 and 6.2 of the wire contract.
public struct TaskView: Encodable, Sendable {
    public enum Status: String, Encodable, Sendable, CaseIterable {
        case submitted, processing, succeed, failed
    }

    public let taskID: String
    /// Of a clip that is edited with a selection.
    public let sessionID: String?
    public let status: Status
    /// Why it failed; empty otherwise.
    public let statusMessage: String
    public let info: Info
    /// Only of a task that succeeded.
    public let result: TaskResult?
    /// Whether a watermark was asked for; nothing where a callback or a task without that field does not say.
    public let isWatermarked: Bool?
    /// Credits, as a decimal; only of a task that has ended.
    public let deduction: String?
    /// Only of a task that has ended and was paid in money.
    public let balanceDeduction: BalanceDeduction?
    /// Milliseconds since 1970.
    public let createdAt: Int64
    public let updatedAt: Int64

    public init(
        taskID: String, sessionID: String? = nil, status: Status, statusMessage: String, info: Info,
        result: TaskResult?,
        isWatermarked: Bool? = nil, deduction: String?, balanceDeduction: BalanceDeduction? = nil, createdAt: Int64,
        updatedAt: Int64
    ) {
        self.taskID = taskID
        self.sessionID = sessionID
        self.status = status
        self.statusMessage = statusMessage
        self.info = info
        self.result = result
        self.isWatermarked = isWatermarked
        self.deduction = deduction
        self.balanceDeduction = balanceDeduction
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    private enum CodingKeys: String, CodingKey {
        case taskID = "task_id"
        case sessionID = "session_id"
        case status = "task_status"
        case statusMessage = "task_status_msg"
        case info = "task_info"
        case result = "task_result"
        case watermark = "watermark_info"
        case deduction = "final_unit_deduction"
        case balanceDeduction = "final_balance_deduction"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(taskID, forKey: .taskID)
        try container.encodeIfPresent(sessionID, forKey: .sessionID)
        try container.encode(status, forKey: .status)
        try container.encode(statusMessage, forKey: .statusMessage)
        try container.encode(info, forKey: .info)
        try container.encodeIfPresent(result, forKey: .result)
        try container.encodeIfPresent(isWatermarked.map { ["enabled": $0] }, forKey: .watermark)
        try container.encodeIfPresent(deduction, forKey: .deduction)
        try container.encodeIfPresent(balanceDeduction, forKey: .balanceDeduction)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(updatedAt, forKey: .updatedAt)
    }

    public struct Info: Encodable, Sendable {
        public let externalTaskID: String?
        /// The clip that a derived task began from.
        public let parentVideo: TaskResult.Video?

        public init(externalTaskID: String?, parentVideo: TaskResult.Video? = nil) {
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
}

/// What a task took from an account's balance, in money.
public struct BalanceDeduction: Encodable, Sendable {
    /// After discounts, as a decimal.
    public let quota: String
    public let listPrice: String

    public init(quota: String, listPrice: String) {
        self.quota = quota
        self.listPrice = listPrice
    }

    private enum CodingKeys: String, CodingKey {
        case quota
        case listPrice = "list_price"
    }
}
