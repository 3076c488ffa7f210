import Foundation

/// Which jobs are asked for; what is nothing does not matter.
public struct JobQuery: Sendable, Hashable {
    public var account: AccountID?
    public var states: Set<Job.State>?
    public var product: Product?
    /// As `Job.surface` has it: jobs that were submitted through one path of the API.
    public var surface: String?
    /// When it was submitted: from the first up to, and without, the second.
    public var from: Date?
    public var until: Date?
    /// Only jobs that were submitted before this one, which is how a list goes on.
    public var before: JobID?

    public init(
        account: AccountID? = nil, states: Set<Job.State>? = nil, product: Product? = nil, surface: String? = nil,
        from: Date? = nil, until: Date? = nil, before: JobID? = nil
    ) {
        self.account = account
        self.states = states
        self.product = product
        self.surface = surface
        self.from = from
        self.until = until
        self.before = before
    }
}

/// What waits and runs.
public struct QueueSummary: Sendable, Hashable {
    public struct Line: Sendable, Hashable {
        public let state: Job.State
        public let model: String
        public let lane: Lane
        public let count: Int

        public init(state: Job.State, model: String, lane: Lane, count: Int) {
            self.state = state
            self.model = model
            self.lane = lane
            self.count = count
        }
    }

    /// Unfinished jobs alone.
    public let lines: [Line]
    public let oldestWaiting: Date?

    public init(lines: [Line], oldestWaiting: Date?) {
        self.lines = lines
        self.oldestWaiting = oldestWaiting
    }
}
