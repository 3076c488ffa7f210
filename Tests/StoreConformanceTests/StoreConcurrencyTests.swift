import Foundation
import StudioDomain
import StudioTrial
import Testing

/// What must hold whoever does what at the same time, from two processes.
@Suite("Every store, used by many at once") struct StoreConcurrencyTests {
    /// What clients and workers know.
    private actor Diary {
        private(set) var submitted: [JobID] = []
        private(set) var paid: [JobID] = []
        private(set) var claims: [JobID: Int] = [:]
        private(set) var returns: [JobID: Int] = [:]

        func submit(_ job: JobID) { submitted.append(job) }
        func pay(_ job: JobID) { paid.append(job) }
        func claim(_ job: JobID) { claims[job, default: 0] += 1 }
        func giveBack(_ job: JobID) { returns[job, default: 0] += 1 }
    }

    private static let concurrency = 6

    @Test("loses no job and no credit", arguments: TestStore.available)
    func crowd(_ store: TestStore) async throws {
        try await store.open { stores throws in
            let trials = stores.map { Trial(store: $0) }
            var accounts: [AccountID] = []
            for number in Int64(1)...3 {
                accounts.append(
                    try await trials[0].account(
                        number, lane: number == 1 ? .fast : .standard, credits: 10_000, concurrency: Self.concurrency))
            }
            let diary = Diary()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<10 {
                    let (trial, accounts) = (trials[index % 2], accounts)
                    group.addTask {
                        var random = SplitMix(state: UInt64(index))
                        for _ in 0..<150 {
                            try await Self.act(on: trial, accounts, WorkerID("\(index)"), diary, &random)
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await finish(trials[0], diary)
            try await check(trials[1], accounts, diary)
        }
    }

    private static func act(
        on trial: Trial, _ accounts: [AccountID], _ worker: WorkerID, _ diary: Diary, _ random: inout SplitMix
    ) async throws {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4:
            do {
                let account = accounts.randomElement(using: &random)!
                let name =
                    Int.random(in: 0..<3, using: &random) == 0 ? "\(Int.random(in: 0..<40, using: &random))" : nil
                await diary.submit(try await trial.submit(account, externalID: name).id)
            } catch is SubmissionError {}
        case 4..<8:
            guard let job = try await trial.studio.claimNext(for: worker, models: ["toybox"]) else { break }
            await diary.claim(job.id)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                if try await trial.studio.giveBack(job.id, by: worker) { await diary.giveBack(job.id) }
            case 1: _ = try await trial.studio.fail(job.id, by: worker, reason: "no")
            default:
                _ = try await trial.studio.renew(job.id, by: worker, progress: nil, preview: Data([1]))
                if try await trial.studio.succeed(job.id, by: worker, assets: [], outputs: []) {
                    await diary.pay(job.id)
                }
            }
        case 8:
            if let job = await diary.submitted.randomElement(using: &random) { _ = try await trial.studio.cancel(job) }
        default:
            _ = try await trial.studio.sweep()
            let account = accounts.randomElement(using: &random)!
            let taken = try await trial.store.read { try $0.slotsTaken(by: account, product: .video) }
            #expect((0...concurrency).contains(taken))
        }
    }

    /// What waits is found by turns alone: a job whose account had lost its turn would wait forever.
    private func finish(_ trial: Trial, _ diary: Diary) async throws {
        let worker = WorkerID("last")
        while let job = try await trial.studio.claimNext(for: worker, models: ["toybox"]) {
            await diary.claim(job.id)
            #expect(try await trial.studio.succeed(job.id, by: worker, assets: [], outputs: []))
            await diary.pay(job.id)
        }
    }

    private func check(_ trial: Trial, _ accounts: [AccountID], _ diary: Diary) async throws {
        let (submitted, paid) = (await diary.submitted, await diary.paid)
        #expect(Set(submitted).count == submitted.count && Set(paid).count == paid.count)
        let (claims, returns) = (await diary.claims, await diary.returns)
        for id in submitted {
            let job = try #require(try await trial.job(id))
            #expect(job.state.isFinal)
            #expect((job.state == .succeeded) == paid.contains(id))
            // No lease ended, so a job that was claimed again had been given back.
            #expect(claims[id, default: 0] <= 1 + returns[id, default: 0])
            #expect(try await trial.states(toldOf: id).filter(\.isFinal).count == 1)
        }
        var earned = Credits.zero
        for account in accounts {
            let balances = try await trial.balances(of: account)
            #expect(balances.values.reduce(.zero, +) == .zero)
            for (book, credits) in balances { if case .held = book { #expect(credits == .zero) } }
            earned += balances[.earned] ?? .zero
            try await trial.store.read { view throws in
                let remaining = try view.grants(of: account).reduce(Credits.zero) { $0 + $1.remaining }
                #expect(
                    remaining
                        == balances.filter { if case .grant = $0.key { true } else { false } }.values.reduce(.zero, +))
                #expect(try view.slotsTaken(by: account, product: .video) == 0)
            }
        }
        #expect(earned == Credits(35) * paid.count)
    }

    @Test("hands every job to one worker", arguments: TestStore.available)
    func claims(_ store: TestStore) async throws {
        try await store.open { stores throws in
            let trials = stores.map { Trial(store: $0) }
            for number in Int64(1)...2 {
                let account = try await trials[0].account(number, credits: 10_000, concurrency: 100)
                for _ in 0..<30 { _ = try await trials[0].submit(account) }
            }
            let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
                for index in 0..<8 {
                    group.addTask {
                        var mine: [JobID] = []
                        // A worker that finds nothing while jobs wait would idle until it asks again.
                        while let job = try await trials[index % 2].studio.claimNext(
                            for: WorkerID("\(index)"), models: ["toybox"])
                        {
                            mine.append(job.id)
                        }
                        return mine
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 60 && Set(claimed).count == 60)
        }
    }

    @Test("one account's submissions take each credit once", arguments: TestStore.available)
    func submissions(_ store: TestStore) async throws {
        try await store.open { stores throws in
            let trials = stores.map { Trial(store: $0) }
            let account = try await trials[0].account(1, credits: 35 * 5, concurrency: 100)
            let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<20 {
                    group.addTask {
                        do {
                            _ = try await trials[index % 2].submit(account, externalID: "\(index / 2)")
                            return true
                        } catch is SubmissionError {
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(accepted == 5)
        }
    }
}
