import Foundation
import StudioDomain

/// The studio's state in memory, gone with the process: for tests and trials. One transaction at a time.
public actor MemoryStore: StudioStore {
    private var state = MemoryState()

    public init() {}

    public func transaction<Result: Sendable>(
        _ body: @Sendable (any StudioTransaction) throws -> Result
    ) async throws -> Result {
        let transaction = MemoryTransaction(state)
        let result = try body(transaction)
        state = transaction.state
        return result
    }
}

/// Everything that is kept.
struct MemoryState {
    var accounts: [AccountID: Account] = [:]
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
