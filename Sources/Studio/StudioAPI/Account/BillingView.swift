/// What `POST /account/billing/balance` and `/account/billing/package` answer.
///
/// - Source: section 10 of the wire contract.
public struct BillingView<Detail: Encodable & Sendable>: Encodable, Sendable {
    private struct Result: Encodable, Sendable {
        let detail: [Detail]
        let count: Int
    }

    private let result: Result
    /// Empty where there is no more.
    private let nextCursor: String
    private let hasMore: Bool

    public init(_ detail: [Detail], next: PageCursor?) {
        result = Result(detail: detail, count: detail.count)
        nextCursor = next?.text ?? ""
        hasMore = next != nil
    }

    private enum CodingKeys: String, CodingKey {
        case result
        case nextCursor = "next_cursor"
        case hasMore = "has_more"
    }
}

/// What a task was that something was deducted for.
///
/// - Source: section 10 of the wire contract.
public struct BilledTask: Encodable, Sendable {
    public let taskID: String
    public let apiKeyName: String
    /// Such as "text2video".
    public let function: String
    public let model: String
    /// "720p", "1080p" or "4k"; empty where it does not matter.
    public let resolution: String
    /// Seconds, as a decimal; empty for pictures.
    public let duration: String
    public let hasReferenceVideo: Bool
    /// Milliseconds since 1970.
    public let deductedAt: Int64

    public init(
        taskID: String, apiKeyName: String, function: String, model: String, resolution: String, duration: String,
        hasReferenceVideo: Bool, deductedAt: Int64
    ) {
        self.taskID = taskID
        self.apiKeyName = apiKeyName
        self.function = function
        self.model = model
        self.resolution = resolution
        self.duration = duration
        self.hasReferenceVideo = hasReferenceVideo
        self.deductedAt = deductedAt
    }

    private enum CodingKeys: String, CodingKey {
        case taskID = "task_id"
        case apiKeyName = "api_key_name"
        case function = "product_function"
        case model = "model_name"
        case resolution, duration
        case hasReferenceVideo = "refer_video_input"
        case sound = "video_sound"
        case hasVoices = "voice_control"
        case deductedAt = "deduction_time"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(taskID, forKey: .taskID)
        try container.encode(apiKeyName, forKey: .apiKeyName)
        try container.encode(function, forKey: .function)
        try container.encode(model, forKey: .model)
        try container.encode(resolution, forKey: .resolution)
        try container.encode(duration, forKey: .duration)
        try container.encode(hasReferenceVideo, forKey: .hasReferenceVideo)
        try container.encode("off", forKey: .sound)
        try container.encode(false, forKey: .hasVoices)
        // As text, unlike the other times.
        try container.encode(String(deductedAt), forKey: .deductedAt)
    }
}

/// What a task took from an account's balance, in money.
public struct BalanceDetail: Encodable, Sendable {
    public let task: BilledTask
    /// Money, as decimals.
    public let before: String
    public let amount: String
    public let after: String
    public let listPrice: String
    /// "CNY" or "USD".
    public let currency: String

    public init(
        task: BilledTask, before: String, amount: String, after: String, listPrice: String, currency: String
    ) {
        self.task = task
        self.before = before
        self.amount = amount
        self.after = after
        self.listPrice = listPrice
        self.currency = currency
    }

    private enum CodingKeys: String, CodingKey {
        case cashType = "cash_type"
        case before = "balance_before_deduction"
        case amount = "deduction_amount"
        case after = "balance_after_deduction"
        case listPrice = "list_price"
        case currency
    }

    public func encode(to encoder: any Encoder) throws {
        try task.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("balance", forKey: .cashType)
        try container.encode(before, forKey: .before)
        try container.encode(amount, forKey: .amount)
        try container.encode(after, forKey: .after)
        try container.encode(listPrice, forKey: .listPrice)
        try container.encode(currency, forKey: .currency)
    }
}

/// What a task took from a pack of credits.
public struct PackageDetail: Encodable, Sendable {
    public let task: BilledTask
    public let packageID: String
    /// "video", "image" or "try-on".
    public let product: String
    /// Credits, as decimals.
    public let before: String
    public let amount: String
    public let after: String

    public init(task: BilledTask, packageID: String, product: String, before: String, amount: String, after: String) {
        self.task = task
        self.packageID = packageID
        self.product = product
        self.before = before
        self.amount = amount
        self.after = after
    }

    private enum CodingKeys: String, CodingKey {
        case packageID = "package_id"
        case product = "product_type"
        case before = "unit_before_deduction"
        case amount = "deduction_amount"
        case after = "unit_after_deduction"
    }

    public func encode(to encoder: any Encoder) throws {
        try task.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(packageID, forKey: .packageID)
        try container.encode(product, forKey: .product)
        try container.encode(before, forKey: .before)
        try container.encode(amount, forKey: .amount)
        try container.encode(after, forKey: .after)
    }
}
