import Foundation
import GRDB
import SQLiteStore
import StudioDomain
import StudioTrial
import Synchronization
import Testing

@Suite("SQLiteStore") struct SQLiteStoreTests {
    private let file: URL
    private let folder: Folder

    private final class Folder {
        /// In memory where that is possible: waiting for the disk is not what is tested.
        let url = URL(filePath: FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : "/tmp")
            .appending(path: "kinora-\(UUID())")
        init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(at: url) }
    }

    init() throws {
        folder = try Folder()
        file = folder.url.appending(path: "studio.sqlite")
    }

    @Test("may be opened for the first time by many at once") func opensAtOnce() async throws {
        try await withThrowingTaskGroup(of: Void.self) { [file] group in
            for _ in 0..<6 {
                group.addTask {
                    let store = try SQLiteStore(file: file)
                    _ = try await store.read { try $0.accounts(skipping: 0, limit: 1) }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("brings each commit to the disk and writes ahead") func settings() async throws {
        let settings = Mutex<[String]>([])
        _ = try SQLiteStore(file: file) { sql in settings.withLock { $0.append(sql) } }
        #expect(settings.withLock { $0.last { $0.contains("synchronous") } } == "PRAGMA synchronous = FULL")
        let mode = try await DatabaseQueue(path: file.path).read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(mode == "wal")
    }

    @Test("undoes one transaction of those that share a commit") func sharedCommit() async throws {
        struct Enough: Error {}
        let trial = Trial(store: try SQLiteStore(file: file))
        let account = try await trial.account(1, concurrency: 1000)
        let outcomes = await withTaskGroup(of: JobID?.self) { group in
            for index in 0..<40 {
                group.addTask {
                    guard index.isMultiple(of: 2) else { return try? await trial.submit(account, price: 1).id }
                    try? await trial.store.transaction { transaction in
                        try transaction.save(Account(id: account, name: "gone", createdAt: Trial.start))
                        for var grant in try transaction.openGrants(of: account) {
                            grant = trial.grant(grant.id.number, of: account, credits: 7)
                            try transaction.save(grant)
                        }
                        throw Enough()
                    }
                    return nil
                }
            }
            return await group.reduce(into: [JobID]()) { if let id = $1 { $0.append(id) } }
        }
        #expect(outcomes.count == 20)
        try await trial.store.read { view throws in
            #expect(try view.account(account)?.name == "account 1")
            #expect(try view.grants(of: account).map(\.remaining) == [Credits(980)])
            for id in outcomes { #expect(try view.job(id) != nil) }
        }
    }

    @Test("a job that was read lately is read anew when another process changed it") func cache() async throws {
        let trials = [Trial(store: try SQLiteStore(file: file)), Trial(store: try SQLiteStore(file: file))]
        let job = try await trials[0].submit(try await trials[0].account(1))
        for _ in 0..<2 { #expect(try await trials[1].studio.job("\(job.id)", of: job.account)?.state == .submitted) }
        #expect(try await trials[0].studio.cancel(job.id))
        #expect(try await trials[1].studio.job("\(job.id)", of: job.account)?.state == .cancelled)
    }

    @Test("refuses a file of a later version, and one that is no database") func foreign() async throws {
        _ = try SQLiteStore(file: file)
        try await DatabaseQueue(path: file.path).write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: what nobody knows yet')")
        }
        #expect(throws: SQLiteStoreError.unreadable("tables of a later version")) { try SQLiteStore(file: file) }
        let other = folder.url.appending(path: "other")
        try Data(String(repeating: "no database ", count: 100).utf8).write(to: other)
        #expect(throws: DatabaseError.self) { try SQLiteStore(file: other) }
    }

    @Test("a claim takes no longer with thousands of jobs than with ten") func claimTime() async throws {
        let trial = Trial(store: try SQLiteStore(file: file))
        let account = try await trial.account(1, credits: 100_000_000, concurrency: 100_000)
        var medians: [Duration] = []
        for waiting in [10, 5000] {
            let known = try await trial.store.read { try $0.slotsTaken(by: account, product: .video) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<16 {
                    group.addTask {
                        for number in known..<waiting where number % 16 == task { _ = try await trial.submit(account) }
                    }
                }
                try await group.waitForAll()
            }
            var times: [Duration] = []
            for _ in 0..<41 {
                let worker = WorkerID("worker")
                var job: Job?
                times.append(
                    try await ContinuousClock().measure {
                        job = try await trial.studio.claimNext(for: worker, models: ["toybox"])
                    })
                #expect(try await trial.studio.giveBack(try #require(job).id, by: worker))
            }
            medians.append(times.sorted()[20])
        }
        // 1.5 times is what is promised (and measured with 100,000 by `store-load measure`); machines that test are busy.
        #expect(medians[1] < medians[0] * 3, "\(medians)")
    }
}
