import Foundation
import Hummingbird
import Logging
import MemoryStore
import PrometheusMetrics
import SecretKeeping
import StudioDomain
import Synchronization

@testable import StudioServer

/// A studio in memory with one account and a clock that tests turn, and the server's edge before it.
final class StudioUnderTest: Sendable {
    let store = MemoryStore()
    let assets = AssetsInParts()
    let account = AccountID(number: 1)
    let registry = PrometheusRegistry.ofStudio()
    let parts: ServerParts
    let hub: EventHub
    private let clock: Clock

    private final class Clock: Sendable {
        let time = Mutex(Date(timeIntervalSince1970: 1_795_000_000))
    }

    init() {
        let clock = Clock()
        self.clock = clock
        parts = ServerParts(
            studio: Studio(store: store, now: { clock.time.withLock { $0 } }), assets: assets,
            vault: SecretVault(key: Data(repeating: 3, count: 32)), policy: WordListPolicy(), prices: .units,
            plans: .standard, settings: ServerSettings())
        hub = EventHub(parts: parts, logger: Logger(label: "test"))
    }

    var time: Date { clock.time.withLock { $0 } }
    func wait(_ seconds: TimeInterval) { clock.time.withLock { $0 += seconds } }

    /// The server, with what `change` adds.
    /// - Parameter routes: for events; nothing for the usual ones with this studio's hub, which a test may run or not.
    func server(
        eventRoutes routes: EventRoutes? = nil, _ change: (inout StudioApplication) -> Void = { _ in }
    ) -> Application<RouterResponder<StudioRequestContext>> {
        var application = StudioApplication(parts: parts)
        change(&application)
        application.groups.removeAll { $0 is EventRoutes }
        application.groups.append(routes ?? EventRoutes(parts: parts, hub: hub))
        return application.application(
            configuration: .init(address: .hostname("127.0.0.1", port: 0)), logger: Logger(label: "test"))
    }

    var server: Application<RouterResponder<StudioRequestContext>> { server { _ in } }

    /// Opens the account, and makes a key for it.
    func key() async throws -> String {
        let account = Account(id: account, name: "ann", createdAt: time)
        let (text, key) = NewCredentials.apiKey(named: "test", for: account.id, at: time)
        try await store.transaction { transaction in
            try transaction.save(account)
            try transaction.save(key)
        }
        return text
    }

    func job(
        _ number: Int64, of account: AccountID? = nil, externalID: String? = nil, surface: String = "videos/text2video"
    )
        -> Job
    {
        Job(
            id: JobID(number: number), account: account ?? self.account, externalID: externalID,
            surface: surface, lane: .standard, model: "toybox", product: .video, slots: 1,
            price: Credits(35), order: Order(task: .textToVideo, prompt: "a dog"), callback: nil, createdAt: time)
    }
}
