import Foundation
import GRDB
import SQLiteStore
import StudioDomain
import StudioTrial
import Synchronization
import Testing

/// Nothing that servers and workers do all the time may take longer the more there is.
@Suite("SQLiteStore's plans") struct PlanTests {
    @Test("every look is a look into an index") func plans() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "kinora-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "studio.sqlite")
        let statements = Mutex<Set<String>>([])
        let store = try SQLiteStore(file: file) { sql in
            if ["SELECT", "UPDATE", "DELETE"].contains(where: sql.hasPrefix) {
                statements.withLock { _ = $0.insert(sql) }
            }
        }
        statements.withLock { $0 = [] }
        try await useAll(of: Trial(store: store))
        let seen = statements.withLock { $0 }
        #expect(seen.count > 30)
        // These look at all of what waits or runs by their nature; nobody waits for them.
        // A connection that is opened looks at the schema once.
        let counts = ["SELECT lane, model, count(*)", "SELECT count(*), min(due)", "SELECT * FROM sqlite_master"]
        let database = try DatabaseQueue(path: file.path)
        for sql in seen where !counts.contains(where: sql.hasPrefix) {
            let plan = try await database.read { database in
                try Row.fetchAll(
                    database.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql.replacing("?", with: "1"))
                ).map { $0["detail"] as String }
            }
            for step in plan {
                #expect(!step.contains("TEMP B-TREE"), "\(sql): \(plan)")
                #expect(!step.hasPrefix("SCAN") || isInOrder(step), "\(sql): \(plan)")
            }
        }
    }

    /// A table that is read in its order and left as soon as there is enough, or one of a single row.
    private func isInOrder(_ step: String) -> Bool {
        ["SCAN accounts", "SCAN audit", "SCAN jobs", "SCAN revisions"].contains(step)
    }

    private func useAll(of trial: Trial) async throws {
        let (studio, worker) = (trial.studio, WorkerID("worker"))
        let account = try await trial.account(1)
        let jobs = [
            try await trial.submit(account, externalID: "a"), try await trial.submit(account),
            try await trial.submit(account),
        ]
        _ = try await studio.claimNext(for: worker, models: ["toybox", "wan"])
        _ = try await studio.renew(jobs[0].id, by: worker, progress: nil, preview: Data())
        _ = try await studio.succeed(jobs[0].id, by: worker, assets: [], outputs: [])
        _ = try await studio.claimNext(for: worker, models: ["toybox"])
        _ = try await studio.cancel(jobs[2].id)
        _ = try await studio.job("a", of: account)
        for query in [
            JobQuery(account: account), JobQuery(account: account, surface: "videos/text2video", before: jobs[1].id),
            JobQuery(states: [.submitted]),
        ] {
            _ = try await studio.jobs(query, limit: 9)
        }
        trial.wait(100 * 86400)
        try await studio.issue(trial.grant(2, of: account, credits: 100))
        _ = try await studio.sweep()
        _ = try await studio.sweep()
        let time = trial.time
        try await trial.store.transaction { transaction in
            for delivery in try transaction.dueDeliveries(at: time, hidingUntil: time, limit: 9) {
                try transaction.save(delivery)
            }
            for job in try transaction.endedJobs(before: time, limit: 9) { try transaction.remove(job) }
            _ = try transaction.queueSummary()
            _ = try transaction.deliverySummary(at: time)
            _ = try transaction.auditEntries(of: account, limit: 1)
            _ = try transaction.auditEntries(of: nil, limit: 1)
            _ = try transaction.accounts(skipping: 0, limit: 1)
            _ = try transaction.elements(of: account, skipping: 0, limit: 1)
            _ = try transaction.assets(before: time, limit: 1)
            _ = try transaction.apiKey(hash: "")
            _ = try transaction.accessKeyPairs(of: account)
            _ = try transaction.webhookSecrets(of: account)
            _ = try transaction.ledger(of: account)
        }
        let changes = trial.store.changes()
        _ = try await trial.submit(account)
        for await _ in changes { break }
    }
}
