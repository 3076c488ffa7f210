import Foundation
import PostgresStore
import StudioDomain
import StudioTrial
import Synchronization
import Testing

private let server = ProcessInfo.processInfo.environment["KINORA_TEST_POSTGRES"]

/// What can only happen between a store and a server of its own. `Scripts/with-postgres` starts one.
@Suite(
    "PostgresStore",
    .enabled(if: server != nil, "KINORA_TEST_POSTGRES is not set: Scripts/with-postgres does that"))
struct PostgresStoreTests {
    private func database(_ body: (String) async throws -> Void) async throws {
        let server = try #require(server)
        let name = "kinora_" + UUID().uuidString.lowercased().replacing("-", with: "")
        try PostgresConnection(url: server).run("CREATE DATABASE \(name)")
        defer { _ = try? PostgresConnection(url: server).run("DROP DATABASE \(name) WITH (FORCE)") }
        try await body(server.contains("://") ? "\(server)?dbname=\(name)" : "\(server) dbname=\(name)")
    }

    /// Ends every other connection of a database, as a restart of the server does.
    private func disconnectAll(_ url: String) throws {
        try PostgresConnection(url: url).run(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """)
    }

    @Test("may be opened for the first time by many at once") func opensAtOnce() async throws {
        try await database { url throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        let store = try PostgresStore(url: url, connections: 1)
                        _ = try await store.read { try $0.accounts(skipping: 0, limit: 1) }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("connects again when its connections were lost") func reconnects() async throws {
        try await database { url throws in
            let trial = Trial(store: try PostgresStore(url: url, connections: 2))
            let account = try await trial.account(1)
            for _ in 0..<3 {
                try disconnectAll(url)
                let job = try await trial.submit(account)
                try disconnectAll(url)
                #expect(try await trial.studio.job("\(job.id)", of: account)?.id == job.id)
            }
        }
    }

    @Test("runs a transaction again when its connection is lost before the commit") func runsAgain() async throws {
        try await database { url throws in
            let store = try PostgresStore(url: url, connections: 1)
            let isFirst = Flag()
            try await store.transaction { transaction in
                try transaction.save(Account(id: AccountID(number: 1), name: "ann", createdAt: Trial.start))
                if isFirst.take() { try disconnectAll(url) }
                try transaction.save(Account(id: AccountID(number: 2), name: "bob", createdAt: Trial.start))
            }
            #expect(try await store.read { try $0.accounts(skipping: 0, limit: 9).map(\.name) } == ["ann", "bob"])
        }
    }

    @Test("says so when it cannot know whether a commit took place") func unknownOutcome() async throws {
        try await database { url throws in
            let store = try PostgresStore(url: url, connections: 1)
            await #expect(throws: PostgresStoreError.outcomeUnknown) {
                try await store.transaction { transaction in
                    try transaction.save(Account(id: AccountID(number: 1), name: "ann", createdAt: Trial.start))
                    try disconnectAll(url)
                }
            }
            #expect(try await store.read { try $0.accounts(skipping: 0, limit: 9) } == [])
        }
    }

    @Test("a change that was made while it could not listen is told of when it can again") func hearsLater()
        async throws
    {
        try await database { url throws in
            let store = try PostgresStore(url: url, connections: 2)
            // By the clock of now, as what changed lately is found by the time of its change.
            let studio = Studio(store: store)
            let trial = Trial(store: store)
            let account = try await trial.account(1)
            try await store.transaction { transaction in
                try transaction.save(
                    Grant(
                        id: GrantID(number: 5), account: account, kind: .pack, name: "pack", product: nil,
                        amount: Credits(100), validFrom: .distantPast, validUntil: .distantFuture, concurrency: 9))
            }
            let changes = store.changes()
            try disconnectAll(url)
            let job = try await studio.submit(
                Submission(
                    account: account, surface: "videos/text2video", model: "toybox", price: Credits(1),
                    order: Order(task: .textToVideo, prompt: "")))
            for await heard in changes where heard == job.id { break }
        }
    }

    @Test("two transactions that wait for each other both go through") func deadlock() async throws {
        try await database { url throws in
            let trial = Trial(store: try PostgresStore(url: url, connections: 2))
            let accounts = [try await trial.account(1), try await trial.account(2)]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for order in [accounts, accounts.reversed()] {
                    group.addTask {
                        try await trial.store.transaction { transaction in
                            _ = try transaction.account(order[0])
                            usleep(200_000)
                            _ = try transaction.account(order[1])
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("names no server as a sentence") func unreachable() async throws {
        let error = #expect(throws: PostgresStoreError.self) {
            try PostgresStore(url: "host=/nowhere dbname=kinora", connections: 1)
        }
        #expect(error?.description.hasPrefix("The database cannot be reached: ") == true)
    }
}

/// True once.
private final class Flag: Sendable {
    private let isUp = Mutex(true)

    func take() -> Bool {
        isUp.withLock { isUp in
            defer { isUp = false }
            return isUp
        }
    }
}
