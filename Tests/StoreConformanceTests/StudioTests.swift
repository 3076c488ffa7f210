import Foundation
import StudioDomain
import StudioTrial
import Testing

@Suite("Studio on every store") struct StudioTests {
    private let worker = WorkerID("worker")

    @Test("a job that succeeds is paid, one that fails or is cancelled is not", arguments: TestStore.available)
    func pays(_ store: TestStore) async throws {
        try await store.trial { trial throws in
            let account = try await trial.account(1, credits: 200)
            var ends: [JobID] = []
            for end in 0..<3 {
                let job = try await trial.submit(account)
                ends.append(job.id)
                #expect(try await trial.studio.claimNext(for: worker, models: ["toybox"])?.id == job.id)
                let isEnded =
                    switch end {
                    case 0: try await trial.studio.succeed(job.id, by: worker, assets: [], outputs: [])
                    case 1: try await trial.studio.fail(job.id, by: worker, reason: "no memory")
                    default: try await trial.studio.cancel(job.id)
                    }
                #expect(isEnded)
            }
            let balances = try await trial.balances(of: account)
            #expect(balances[.earned] == Credits(35))
            #expect(balances[.grant(GrantID(number: 10))] == Credits(165))
            #expect(ends.allSatisfy { balances[.held($0)] == .zero })
            #expect(balances.values.reduce(.zero, +) == .zero)
            #expect(
                try await trial.states(toldOf: ends[0]).sorted { $0.rawValue < $1.rawValue } == [
                    .processing, .submitted, .succeeded,
                ])
        }
    }

    @Test("a selection is its owner's for a day, and goes with what only it needs", arguments: TestStore.available)
    func selections(_ store: TestStore) async throws {
        try await store.trial { trial throws in
            let (ann, bob) = (try await trial.account(1), try await trial.account(2))
            let facts = ClipFacts(width: 64, height: 48, frames: 24, framesPerSecond: 12)
            func asset(_ number: Int64) -> Asset {
                Asset(
                    id: AssetID(number: number), account: ann, job: nil, mediaType: "video/mp4", bytes: 1,
                    createdAt: trial.time)
            }
            let kept = asset(1)
            try await trial.store.transaction { try $0.save(kept) }
            let free = try await trial.studio.beginSelection(in: kept.id, with: facts, of: ann, keeping: nil)
            let owned = try await trial.studio.beginSelection(
                in: AssetID(number: 2), with: facts, of: ann, keeping: asset(2))
            let ordered = try await trial.studio.beginSelection(
                in: AssetID(number: 3), with: facts, of: ann, keeping: asset(3))
            await #expect(throws: SelectionRefusal.notFound(free.id.description)) {
                try await trial.studio.selection(free.id.description, of: bob)
            }
            await #expect(throws: SelectionRefusal.notFound("x")) { try await trial.studio.selection("x", of: ann) }

            trial.wait(1)
            for _ in 0..<ClipSelection.mostOfAccount {
                _ = try await trial.studio.beginSelection(in: kept.id, with: facts, of: bob, keeping: nil)
            }
            await #expect(throws: SelectionRefusal.tooManySessions) {
                _ = try await trial.studio.beginSelection(in: kept.id, with: facts, of: bob, keeping: asset(9))
            }
            #expect(try await trial.store.read { try $0.asset(AssetID(number: 9)) } == nil)

            // A change sees the selection as it is; what does not take place leaves nothing, and what a former view had goes.
            let name = owned.id.description
            let view = ClipSelection.View(
                masks: AssetID(number: 4), clip: AssetID(number: 5), cover: AssetID(number: 6),
                tracking: AssetID(number: 7))
            let point = MarkedPoint(x: 0.5, y: 0.5)
            #expect(
                try await trial.studio.changeSelection(name, of: ann) { selection in
                    try selection.add([point], to: 0)
                    return true
                } == [])
            #expect(
                try await trial.studio.changeSelection(name, of: ann, keeping: (4...7).map(asset)) { selection in
                    selection.show(view)
                    return selection.points(on: 0) == [point]
                } == [])
            #expect(try await trial.studio.selection(name, of: ann).view == view)
            #expect(
                try await trial.studio.changeSelection(name, of: ann, keeping: [asset(8)]) { selection in
                    selection.clear()
                    return false
                } == nil)
            #expect(try await trial.store.read { try $0.asset(AssetID(number: 8)) } == nil)
            await #expect(throws: SelectionRefusal.noSuchPoint(frame: 1)) {
                try await trial.studio.changeSelection(name, of: ann) { selection in
                    try selection.delete([point], from: 1)
                    return true
                }
            }
            await #expect(throws: SelectionRefusal.notFound(name)) {
                try await trial.studio.changeSelection(name, of: bob) { _ in true }
            }
            let gone = try await trial.studio.changeSelection(name, of: ann) { selection in
                selection.clear()
                return true
            }
            #expect(gone?.map(\.number) == [4, 5, 6, 7])

            func submit(_ selection: ClipSelection, as account: AccountID) async throws {
                _ = try await trial.studio.submit(
                    Submission(
                        account: account, surface: "videos/multi-elements", model: "toybox", price: Credits(3),
                        order: Order(
                            task: .editVideo(.addition), prompt: "a dog",
                            inputs: [OrderInput(role: .clip, source: .asset(selection.clip))], selection: selection.id))
                )
            }
            try await submit(ordered, as: ann)
            await #expect(throws: SelectionRefusal.notFound(ordered.id.description)) {
                try await submit(ordered, as: bob)
            }
            trial.wait(86401)
            await #expect(throws: SelectionRefusal.notFound(owned.id.description)) { try await submit(owned, as: ann) }
            await #expect(throws: SelectionRefusal.notFound(owned.id.description)) {
                try await trial.studio.selection(owned.id.description, of: ann)
            }
            // The clip of the one that was ordered with is kept for its job, the one of a job for itself.
            let forgotten = try await trial.studio.forgetOld()
            #expect(forgotten.selections == 100 && forgotten.assets.map(\.number) == [2])
            let left = try await trial.store.read { view in
                try [1, 2, 3].map { try view.asset(AssetID(number: $0)) != nil }
            }
            #expect(left == [true, false, true])
            #expect(try await trial.studio.forgetOld().selections == 3)
            #expect(try await trial.studio.forgetOld() == Studio.Forgotten())
        }
    }

    @Test("what ends first is spent first, and credits of another product are not", arguments: TestStore.available)
    func order(_ store: TestStore) async throws {
        try await store.trial { trial throws in
            let account = try await trial.account(1, credits: 0)
            try await trial.studio.issue(trial.grant(1, of: account, credits: 20, days: 30))
            try await trial.studio.issue(trial.grant(2, of: account, credits: 20, days: 1))
            try await trial.studio.issue(trial.grant(3, of: account, credits: 20, days: 0.5, product: .image))
            let job = try await trial.submit(account, price: 25)
            let reservation = try await trial.store.transaction { try $0.reservation(for: job.id) }
            #expect(reservation?.parts.map(\.grant.number) == [2, 1])
            #expect(reservation?.parts.map(\.credits) == [Credits(20), Credits(5)])
            await #expect(throws: SubmissionError.notEnoughCredits(price: Credits(16))) {
                try await trial.submit(account, price: 16)
            }
        }
    }

    @Test(
        "no more at once than the best grant allows, and one external identifier once", arguments: TestStore.available)
    func limits(_ store: TestStore) async throws {
        try await store.trial { trial throws in
            let account = try await trial.account(1, concurrency: 3)
            _ = try await trial.submit(account, externalID: "a", slots: 2)
            await #expect(throws: SubmissionError.externalIDTaken("a")) {
                try await trial.submit(account, externalID: "a")
            }
            await #expect(throws: SubmissionError.tooManyAtOnce(limit: 3)) { try await trial.submit(account, slots: 2) }
            let last = try await trial.submit(account)
            _ = try await trial.studio.cancel(last.id)
            _ = try await trial.submit(account)
        }
    }

    @Test("accounts take turns, the fast lane first, the relaxed one last", arguments: TestStore.available)
    func fair(_ store: TestStore) async throws {
        try await store.trial { trial throws in
            let (ann, bob, eve) = (
                try await trial.account(1), try await trial.account(2), try await trial.account(3, lane: .fast)
            )
            for _ in 0..<3 { _ = try await trial.submit(ann) }
            trial.wait(1)
            _ = try await trial.submit(bob)
            trial.wait(1)
            _ = try await trial.studio.submit(
                Submission(
                    account: bob, surface: "videos/text2video", model: "toybox", price: Credits(1),
                    order: Order(task: .textToVideo, prompt: ""), isRelaxed: true))
            _ = try await trial.submit(eve)
            _ = try await trial.submit(eve, model: "wan")
            var order: [Int64] = []
            while let job = try await trial.studio.claimNext(for: worker, models: ["toybox"]) {
                order.append(job.account.number)
                trial.wait(1)
            }
            #expect(order == [3, 1, 2, 1, 1, 2])
            #expect(try await trial.studio.claimNext(for: worker, models: ["toybox"]) == nil)
            #expect(try await trial.studio.claimNext(for: worker, models: ["wan"])?.account == eve)
        }
    }

    @Test(
        "a lost worker's job is taken up again; the second time it fails and is refunded",
        arguments: TestStore.available)
    func lost(_ store: TestStore) async throws {
        try await store.trial { trial throws in
            let account = try await trial.account(1)
            let job = try await trial.submit(account)
            for expected in [Job.State.submitted, .failed] {
                #expect(try await trial.studio.claimNext(for: worker, models: ["toybox"])?.id == job.id)
                #expect(try await trial.studio.sweep() == Studio.Sweep())
                trial.wait(Studio.leaseTime)
                _ = try await trial.studio.sweep()
                #expect(try await trial.job(job.id)?.state == expected)
            }
            #expect(try await trial.balances(of: account)[.earned] == nil)
        }
    }

    @Test("a renewed lease holds, and a worker that lost its job keeps nothing of it", arguments: TestStore.available)
    func renews(_ store: TestStore) async throws {
        try await store.trial { trial throws in
            let account = try await trial.account(1)
            let job = try await trial.submit(account)
            _ = try await trial.studio.claimNext(for: worker, models: ["toybox"])
            trial.wait(10)
            #expect(
                try await trial.studio.renew(job.id, by: worker, progress: Progress(step: 1, steps: 8, secondsLeft: 3)))
            trial.wait(10)
            #expect(try await trial.studio.sweep().requeued == 0)
            #expect(try await trial.job(job.id)?.progress?.step == 1)
            trial.wait(10)
            #expect(try await trial.studio.sweep().requeued == 1)
            let late = try await trial.studio.succeed(job.id, by: worker, assets: [], outputs: [])
            #expect(!late)
            #expect(try await trial.balances(of: account)[.earned] == nil)
        }
    }

    @Test("credits that come back after their grant's end end with it", arguments: TestStore.available)
    func expires(_ store: TestStore) async throws {
        try await store.trial { trial throws in
            let account = try await trial.account(1, credits: 0)
            try await trial.studio.issue(trial.grant(1, of: account, credits: 100, days: 1))
            let job = try await trial.submit(account, price: 40)
            trial.wait(86400)
            #expect(try await trial.studio.sweep().expired == 1)
            _ = try await trial.studio.cancel(job.id)
            trial.wait(1)
            #expect(try await trial.studio.sweep().expired == 1)
            #expect(try await trial.studio.sweep().expired == 0)
            #expect(try await trial.balances(of: account)[.expired] == Credits(100))
        }
    }

    /// Whatever workers, clients and clocks do, every job ends once and every credit is somewhere.
    @Test("nothing is lost and nothing is charged twice", arguments: TestStore.seeds)
    func chaos(_ store: TestStore, seed: UInt64) async throws {
        var random = SplitMix(state: seed)
        try await store.trial { trial throws in
            let accounts = [
                try await trial.account(1, credits: 500, concurrency: 5),
                try await trial.account(2, lane: .fast, credits: 300, concurrency: 2),
            ]
            let workers = (0..<3).map { WorkerID("worker \($0)") }
            var (jobs, claimed, paid) = ([JobID](), [(WorkerID, JobID)](), 0)
            for _ in 0..<300 {
                switch Int.random(in: 0..<8, using: &random) {
                case 0, 1:
                    if let job = try? await trial.submit(accounts.randomElement(using: &random)!) {
                        jobs.append(job.id)
                    }
                case 2, 3:
                    let worker = workers.randomElement(using: &random)!
                    if let job = try await trial.studio.claimNext(for: worker, models: ["toybox"]) {
                        claimed.append((worker, job.id))
                    }
                case 4:
                    if let (worker, job) = claimed.randomElement(using: &random),
                        try await trial.studio.succeed(job, by: worker, assets: [], outputs: [])
                    {
                        paid += 1
                    }
                case 5:
                    if let (worker, job) = claimed.randomElement(using: &random) {
                        _ =
                            try await Bool.random(using: &random)
                            ? trial.studio.fail(job, by: worker, reason: "no") : trial.studio.giveBack(job, by: worker)
                    }
                case 6:
                    if let job = jobs.randomElement(using: &random) { _ = try await trial.studio.cancel(job) }
                default:
                    trial.wait(Double.random(in: 0..<20, using: &random))
                    _ = try await trial.studio.sweep()
                }
            }
            // Everybody leaves: what still runs is lost, and whoever comes next finishes what waits.
            while true {
                trial.wait(Studio.leaseTime)
                _ = try await trial.studio.sweep()
                guard let job = try await trial.studio.claimNext(for: workers[0], models: ["toybox"]) else { break }
                #expect(try await trial.studio.succeed(job.id, by: workers[0], assets: [], outputs: []))
                paid += 1
            }
            var (earned, sum) = (Credits.zero, Credits.zero)
            for account in accounts {
                let balances = try await trial.balances(of: account)
                earned += balances[.earned] ?? .zero
                sum += balances.values.reduce(.zero, +)
                for (book, credits) in balances { if case .held = book { #expect(credits == .zero) } }
            }
            #expect(sum == .zero && earned == Credits(35) * paid)
            for id in jobs {
                let job = try #require(try await trial.job(id))
                #expect(job.state.isFinal)
                #expect(try await trial.states(toldOf: id).filter(\.isFinal).count == 1)
            }
        }
    }
}
