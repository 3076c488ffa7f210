import Foundation
import MemoryStore
import StudioDomain
import Synchronization

/// A studio with a clock that tests turn, accounts and credits.
package final class Trial: Sendable {
    package let store: any StudioStore
    package let studio: Studio
    package static let start = Date(timeIntervalSince1970: 1_800_000_000)

    package init(store: any StudioStore = MemoryStore()) {
        self.store = store
        let clock = Clock()
        studio = Studio(store: store, now: { clock.time })
        self.clock = clock
    }

    private let clock: Clock

    private final class Clock: Sendable {
        private let value = Mutex(Trial.start)
        var time: Date { value.withLock { $0 } }
        func turn(by seconds: TimeInterval) { value.withLock { $0 += seconds } }
    }

    package var time: Date { clock.time }
    package func wait(_ seconds: TimeInterval) { clock.turn(by: seconds) }

    package func account(_ number: Int64, lane: Lane = .standard, credits: Int = 1000, concurrency: Int = 10)
        async throws
        -> AccountID
    {
        let id = AccountID(number: number)
        let account = Account(id: id, name: "account \(number)", lane: lane, createdAt: time)
        try await store.transaction { try $0.save(account) }
        if credits > 0 {
            try await studio.issue(grant(number * 10, of: id, credits: credits, concurrency: concurrency))
        }
        return id
    }

    package func grant(
        _ number: Int64, of account: AccountID, credits: Int, days: Double = 30, product: Product? = nil,
        concurrency: Int = 10
    ) -> Grant {
        Grant(
            id: GrantID(number: number), account: account, kind: .pack, name: "pack", product: product,
            amount: Credits(credits), validFrom: time, validUntil: time.addingTimeInterval(days * 86400),
            concurrency: concurrency)
    }

    package func submit(
        _ account: AccountID, externalID: String? = nil, price: Int = 35, slots: Int = 1, model: String = "toybox"
    )
        async throws -> Job
    {
        try await studio.submit(
            Submission(
                account: account, externalID: externalID, surface: "videos/text2video", model: model, slots: slots,
                price: Credits(price), order: Order(task: .textToVideo, prompt: "a dog", seconds: 5),
                callback: URL(string: "https://example.com/callback")))
    }

    package func job(_ id: JobID) async throws -> Job? { try await store.transaction { try $0.job(id) } }

    package func balances(of account: AccountID) async throws -> [LedgerEntry.Book: Credits] {
        try await store.transaction { LedgerEntry.balances(of: try $0.ledger(of: account)) }
    }

    package func states(toldOf job: JobID) async throws -> [Job.State] {
        try await store.transaction { try $0.deliveries(for: job).map(\.jobState) }
    }
}
