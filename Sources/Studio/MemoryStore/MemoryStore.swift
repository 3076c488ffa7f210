import Foundation
import StudioDomain
import Synchronization

/// The studio's state in memory, gone with the process: for tests and trials. One transaction at a time.
public actor MemoryStore: StudioStore {
    private var state = MemoryState()
    private let watchers = Watchers()

    public init() {}

    public func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (any StudioTransaction) throws -> Result
    ) async throws -> Result {
        let transaction = MemoryTransaction(state)
        let result = try body(transaction)
        state = transaction.state
        watchers.tell(of: transaction.changedJobs)
        return result
    }

    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any StudioView) throws -> Result
    ) async throws -> Result {
        try body(MemoryTransaction(state))
    }

    public nonisolated func changes() -> AsyncStream<JobID> { watchers.stream() }
}

/// Those who want to hear of changes.
private final class Watchers: Sendable {
    private let streams = Mutex<[UUID: AsyncStream<JobID>.Continuation]>([:])

    func stream() -> AsyncStream<JobID> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1000)) { continuation in
            let key = UUID()
            continuation.onTermination = { [weak self] _ in self?.streams.withLock { $0[key] = nil } }
            streams.withLock { $0[key] = continuation }
        }
    }

    func tell(of jobs: Set<JobID>) {
        streams.withLock { for stream in $0.values { for job in jobs { stream.yield(job) } } }
    }
}

/// Everything that is kept.
struct MemoryState {
    var accounts: [AccountID: Account] = [:]
    var apiKeys: [APIKeyID: APIKey] = [:]
    var accessKeys: [String: AccessKeyPair] = [:]
    var webhookSecrets: [AccountID: [WebhookSecret]] = [:]
    var passwords: [AccountID: Password] = [:]
    var sessions: [String: Session] = [:]
    var invitations: [String: Invitation] = [:]
    var audit: [AuditEntry] = []
    var elements: [ElementID: StudioElement] = [:]
    var selections: [SelectionID: ClipSelection] = [:]
    var previews: [JobID: Preview] = [:]
    var grants: [GrantID: Grant] = [:]
    var reservations: [JobID: Reservation] = [:]
    var ledger: [LedgerEntry] = []
    var reasons: Set<String> = []
    var jobs: [JobID: Job] = [:]
    var turns: [Turn] = []
    var deliveries: [DeliveryID: Delivery] = [:]
    var hidden: [DeliveryID: Date] = [:]
    var assets: [AssetID: Asset] = [:]
}
