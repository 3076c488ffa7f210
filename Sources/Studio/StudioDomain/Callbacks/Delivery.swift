import Foundation

/// A message to a client about a job's change of state, from when it is due until it is delivered or given up.
public struct Delivery: Sendable, Hashable, Codable, Identifiable {
    public enum State: String, Sendable, Codable {
        case waiting, delivered, abandoned
    }

    /// One try and how it went.
    public struct Attempt: Sendable, Hashable, Codable {
        public let time: Date
        /// The HTTP status; nothing when no answer came.
        public let status: Int?
        public let problem: String
    }

    public let id: DeliveryID
    public let account: AccountID
    public let job: JobID
    /// The state that it tells of.
    public let jobState: Job.State
    public let url: URL
    public let createdAt: Date
    public private(set) var state = State.waiting
    public private(set) var due: Date
    public private(set) var attempts: [Attempt] = []

    /// Tries go on for this long, in seconds.
    public static let patience: TimeInterval = 24 * 3600
    /// The first pause, in seconds; each further one is twice as long, up to an hour.
    static let firstPause: TimeInterval = 2
    static let longestPause: TimeInterval = 3600

    public init(id: DeliveryID, job: Job, to url: URL, at time: Date) {
        self.id = id
        account = job.account
        self.job = job.id
        jobState = job.state
        self.url = url
        createdAt = time
        due = time
    }

    /// Notes a try. Answers from 200 to 299 end it, others lead to a further try, until patience ends.
    /// - Parameter jitter: 0...1, spreads the tries of many deliveries to one place: a pause is 3/4 to 5/4 as long.
    public mutating func note(status: Int?, problem: String, at time: Date, jitter: Double) {
        guard state == .waiting else { return }
        attempts.append(Attempt(time: time, status: status, problem: problem))
        if let status, (200...299).contains(status) {
            state = .delivered
            return
        }
        let pause = min(Self.firstPause * pow(2, Double(attempts.count - 1)), Self.longestPause)
        due = time.addingTimeInterval(pause * (0.75 + 0.5 * jitter))
        if due > createdAt.addingTimeInterval(Self.patience) { state = .abandoned }
    }
}
