import Foundation
import StudioDomain
import StudioTrial
import Testing

@Suite("Verifying the books") struct VerifyTests {
    private let worker = WorkerID("worker")

    /// A waiting, a failed, a cancelled and a succeeded job of one account.
    private func trial() async throws -> (trial: Trial, account: AccountID, succeeded: Job) {
        let trial = Trial()
        let (account, studio) = (try await trial.account(1), trial.studio)
        var jobs: [Job] = []
        for _ in 0..<4 {
            jobs.append(try await trial.submit(account))
            trial.wait(1)
        }
        for _ in 0..<2 { _ = try await studio.claimNext(for: worker, models: ["toybox"]) }
        let asset = Asset(
            id: AssetID(number: 1), account: account, job: jobs[0].id, mediaType: "video/mp4", bytes: 1,
            createdAt: trial.time)
        #expect(
            try await studio.succeed(
                jobs[0].id, by: worker, assets: [asset], outputs: [Output(asset: asset.id, seconds: 5)]))
        #expect(try await studio.fail(jobs[1].id, by: worker, reason: "no"))
        #expect(try await studio.cancel(jobs[2].id))
        return (trial, account, jobs[0])
    }

    @Test("books that the studio kept are in order") func inOrder() async throws {
        let (trial, account, _) = try await trial()
        #expect(try await trial.studio.faults(of: account) == [])
    }

    @Test("a job that is charged twice is found, also where something else makes up for it") func chargedTwice()
        async throws
    {
        let (trial, account, job) = try await trial()
        let entry = try await trial.store.transaction { transaction in
            try #require(try transaction.ledger(of: account).first { $0.to == .earned })
        }
        try await trial.store.transaction { transaction in
            let copy = Self.entry(entry, reason: "again")
            // What is held for the job is put right by hand, so that its own book shows nothing.
            let back = Self.entry(entry, reason: "made up", from: .issued, to: .held(job.id))
            try transaction.append([copy, back])
        }
        let faults = try await trial.studio.faults(of: account)
        #expect(faults == ["Job \(job.id) is succeeded and was charged 70, not 35."])
    }

    @Test("what is held for an ended job is found") func heldForNothing() async throws {
        let (trial, account, job) = try await trial()
        try await trial.store.transaction { transaction in
            let held = try #require(try transaction.ledger(of: account).first { $0.to == .held(job.id) })
            try transaction.append([Self.entry(held, reason: "again", from: .issued)])
        }
        #expect(try await trial.studio.faults(of: account) == ["Job \(job.id) is succeeded and 35 is held for it."])
    }

    @Test("a grant that differs from its book is found") func wrongGrant() async throws {
        let (trial, account, _) = try await trial()
        let other = trial.grant(10, of: account, credits: 500)
        try await trial.store.transaction { try $0.save(other) }
        #expect(
            try await trial.studio.faults(of: account) == ["Grant 10 has 500 left and 930 in its book."])
    }

    @Test("a result that is gone, and a waiting job without a turn, are found") func lost() async throws {
        let (trial, account, job) = try await trial()
        try await trial.store.transaction { transaction in
            if let asset = try transaction.asset(AssetID(number: 1)) { try transaction.remove(asset) }
            if let turn = try transaction.turn(in: .standard, model: "toybox", account: account) {
                try transaction.remove(turn)
            }
        }
        let faults = try await trial.studio.faults(of: account)
        #expect(faults.count == 2)
        #expect(faults.first == "Job \(job.id) names the asset 1, which is not there.")
        #expect(faults.last?.hasSuffix("waits and has no turn.") == true)
    }

    /// A copy with another reason and, where they are given, other books.
    private static func entry(
        _ entry: LedgerEntry, reason: String, from: LedgerEntry.Book? = nil, to: LedgerEntry.Book? = nil
    ) -> LedgerEntry {
        LedgerEntry(
            reason: reason, account: entry.account, from: from ?? entry.from, to: to ?? entry.to,
            credits: entry.credits, time: entry.time)
    }
}
