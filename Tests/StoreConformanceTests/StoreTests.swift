import Foundation
import StudioDomain
import Testing

/// What every store does alike, method by method.
@Suite("Every store") struct StoreTests {
    private let account = AccountID(number: 1)
    private let worker = WorkerID("ann")

    // MARK: Accounts

    @Test("keeps accounts whole, by identifier and by name", arguments: TestStore.available)
    func accounts(_ store: TestStore) async throws {
        try await store.open { stores throws in
            let accounts = (1...3).map { Samples.account($0) }
            try await stores[0].transaction { for account in accounts.reversed() { try $0.save(account) } }
            try await stores[1].read { view throws in
                #expect(try view.account(accounts[1].id) == accounts[1])
                #expect(try view.account(named: accounts[2].name) == accounts[2])
                #expect(try view.account(AccountID(number: 9)) == nil)
                #expect(try view.account(named: "nobody") == nil)
                #expect(try view.accounts(skipping: 1, limit: 5) == Array(accounts[1...]))
                #expect(try view.accounts(skipping: 0, limit: 1) == [accounts[0]])
            }
            let renamed = Samples.account(2, name: "bob")
            try await stores[1].transaction { try $0.save(renamed) }
            #expect(try await stores[0].read { try $0.account(named: "bob") } == renamed)
            #expect(try await stores[0].read { try $0.account(named: accounts[1].name) } == nil)
            await #expect(throws: DuplicateError.account) {
                try await stores[0].transaction { try $0.save(Samples.account(3, name: "bob")) }
            }
        }
    }

    @Test("keeps keys, also revoked", arguments: TestStore.available)
    func keys(_ store: TestStore) async throws {
        try await store.open { stores throws in
            var keys = (1...2).map {
                APIKey(
                    id: APIKeyID(number: $0), account: account, name: "key \($0)", hash: "hash \($0)", hint: "kn-",
                    createdAt: Samples.time())
            }
            var pair = AccessKeyPair(
                accessKey: "AK", account: account, name: "pair", sealedSecret: Data([0, 255, 7]),
                createdAt: Samples.time())
            let older = AccessKeyPair(
                accessKey: "AZ", account: account, name: "old", sealedSecret: Data(), createdAt: Samples.time(-1))
            try await stores[0].transaction { [keys, pair] transaction throws in
                for key in keys.reversed() { try transaction.save(key) }
                for pair in [pair, older] { try transaction.save(pair) }
            }
            keys[0].revokedAt = Samples.time(5)
            pair.revokedAt = Samples.time(6)
            try await stores[1].transaction { [keys, pair] transaction throws in
                try transaction.save(keys[0])
                try transaction.save(pair)
            }
            try await stores[0].read { [keys, pair] view throws in
                #expect(try view.apiKey(hash: "hash 1") == keys[0])
                #expect(try view.apiKey(hash: "hash") == nil)
                #expect(try view.apiKeys(of: account) == keys)
                #expect(try view.apiKeys(of: AccountID(number: 2)) == [])
                #expect(try view.accessKeyPair("AK") == pair)
                #expect(try view.accessKeyPair("ak") == nil)
                #expect(try view.accessKeyPairs(of: account) == [older, pair])
            }
        }
    }

    @Test("keeps passwords, sessions and invitations, and forgets them", arguments: TestStore.available)
    func signIn(_ store: TestStore) async throws {
        try await store.open { stores throws in
            let passwords = (0..<2).map {
                Password(account: account, hash: "hash \($0)", setAt: Samples.time(Double($0)))
            }
            let sessions = (0..<3).map {
                Session(
                    hash: "session \($0)", account: $0 == 2 ? AccountID(number: 2) : account,
                    createdAt: Samples.time(Double($0)))
            }
            let invitations = (0..<2).map {
                Invitation(
                    hash: "invitation \($0)", isAdministrator: $0 == 1, plan: $0 == 1 ? "plan" : nil,
                    invitedBy: account,
                    createdAt: Samples.time(Double($0)))
            }
            try await stores[0].transaction { transaction throws in
                for password in passwords { try transaction.save(password) }
                for session in sessions { try transaction.save(session) }
                for invitation in invitations { try transaction.save(invitation) }
            }
            try await stores[1].read { [account] view throws in
                #expect(try view.password(of: account) == passwords[1])
                #expect(try view.password(of: AccountID(number: 2)) == nil)
                for session in sessions { #expect(try view.session(hash: session.hash) == session) }
                #expect(try view.session(hash: "session") == nil)
                for invitation in invitations { #expect(try view.invitation(hash: invitation.hash) == invitation) }
            }
            try await stores[1].transaction { [account] transaction throws in
                #expect(try transaction.removeInvitation(hash: "invitation 1"))
                #expect(try !transaction.removeInvitation(hash: "invitation 1"))
                try transaction.removeSessions(of: AccountID(number: 2))
                try transaction.removeSession(hash: "session 1")
                try transaction.removeSession(hash: "session 9")
                #expect(try transaction.session(hash: "session 0")?.account == account)
            }
            try await stores[0].transaction { try $0.removeSignIns(endedBefore: invitations[0].endsAt) }
            try await stores[0].read { view throws in
                #expect(try view.session(hash: "session 0") == sessions[0])
                #expect(try view.session(hash: "session 1") == nil)
                #expect(try view.session(hash: "session 2") == nil)
                #expect(try view.invitation(hash: "invitation 0") == nil)
                #expect(try view.invitation(hash: "invitation 1") == nil)
            }
            try await stores[0].transaction { try $0.removeSignIns(endedBefore: sessions[0].endsAt) }
            #expect(try await stores[0].read { try $0.session(hash: "session 0") } == nil)
        }
    }

    @Test("of those who take one invitation at once, one gets it", arguments: TestStore.available)
    func invitationOnce(_ store: TestStore) async throws {
        try await store.open { stores throws in
            let invitation = Invitation(
                hash: "invitation", isAdministrator: false, plan: nil, invitedBy: account, createdAt: Samples.time())
            try await stores[0].transaction { try $0.save(invitation) }
            let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        try await stores[index % 2].transaction { try $0.removeInvitation(hash: "invitation") }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(taken == 1)
        }
    }

    @Test("keeps webhook secrets and the audit, newest first", arguments: TestStore.available)
    func secretsAndAudit(_ store: TestStore) async throws {
        try await store.open { stores throws in
            var secrets = (0..<3).map {
                WebhookSecret(account: account, sealedSecret: Data([UInt8($0)]), createdAt: Samples.time(Double($0)))
            }
            secrets[0].validUntil = Samples.time(9)
            let entries = (0..<3).map {
                AuditEntry(
                    time: Samples.time(Double($0)), account: AccountID(number: $0 == 1 ? 2 : 1), actor: "test",
                    action: "key created", subject: "\($0)")
            }
            try await stores[0].transaction { [account, secrets] transaction throws in
                try transaction.replaceWebhookSecrets(of: account, with: [secrets[2]])
                try transaction.replaceWebhookSecrets(of: account, with: secrets)
                for entry in entries { try transaction.append(entry) }
            }
            try await stores[1].read { [account, secrets] view throws in
                #expect(try view.webhookSecrets(of: account) == secrets.reversed())
                #expect(try view.webhookSecrets(of: AccountID(number: 2)) == [])
                #expect(try view.auditEntries(of: nil, limit: 2) == [entries[2], entries[1]])
                #expect(try view.auditEntries(of: account, limit: 9) == [entries[2], entries[0]])
            }
        }
    }

    // MARK: Credits

    @Test("knows which grants are open and which ended", arguments: TestStore.available)
    func grants(_ store: TestStore) async throws {
        try await store.trial { trial throws in
            let account = try await trial.account(1, credits: 0)
            // 1 is used up, 2 is held by a job in whole, 3 is new, 4 ends early.
            try await trial.studio.issue(trial.grant(1, of: account, credits: 10, days: 1))
            try await trial.studio.issue(trial.grant(2, of: account, credits: 20, days: 3))
            let first = try await trial.submit(account, price: 10)
            trial.wait(1)
            let second = try await trial.submit(account, price: 20)
            _ = try await trial.studio.claimNext(for: worker, models: ["toybox"])
            #expect(try await trial.studio.succeed(first.id, by: worker, assets: [], outputs: []))
            try await trial.studio.issue(trial.grant(3, of: account, credits: 30, days: 9))
            try await trial.studio.issue(trial.grant(4, of: account, credits: 40, days: 2))
            let (early, late) = (trial.time + 2 * 86400, trial.time + 9 * 86400)
            try await trial.store.transaction { transaction throws in
                #expect(try transaction.openGrants(of: account).map(\.id.number) == [2, 3, 4])
                #expect(try transaction.grants(of: account).map(\.id.number) == [4, 3, 2, 1])
                #expect(try transaction.grants(of: account)[2].remaining == .zero)
                #expect(try transaction.endedGrants(before: early - 1, limit: 9) == [])
                #expect(try transaction.endedGrants(before: early, limit: 9).map(\.id.number) == [4])
                #expect(try transaction.endedGrants(before: late, limit: 9).map(\.id.number) == [4, 3])
                #expect(try transaction.endedGrants(before: late, limit: 1).map(\.id.number) == [4])
                #expect(try transaction.reservation(for: first.id)?.state == .captured)
                #expect(try transaction.reservation(for: second.id)?.parts.map(\.grant.number) == [2])
                #expect(try transaction.reservation(for: JobID(number: 5)) == nil)
            }
            #expect(try await trial.studio.cancel(second.id))
            try await trial.store.transaction { transaction throws in
                let grants = try transaction.openGrants(of: account)
                #expect(grants.map(\.remaining) == [Credits(20), Credits(30), Credits(40)])
            }
        }
    }

    @Test("writes the ledger once, in order, with every book", arguments: TestStore.available)
    func ledger(_ store: TestStore) async throws {
        try await store.open { stores throws in
            let books: [LedgerEntry.Book] = [
                .issued, .grant(GrantID(number: 1)), .held(JobID(number: 2)), .earned, .expired,
            ]
            let entries = zip(books, books.reversed()).enumerated().map { place, pair in
                LedgerEntry(
                    reason: "reason \(place)", account: account, from: pair.0, to: pair.1,
                    credits: Credits(hundredths: Int64(place) * 333), time: Samples.time(Double(-place)))
            }
            try await stores[0].transaction { try $0.append(entries) }
            await #expect(throws: DuplicateError.ledgerReason) {
                try await stores[1].transaction { [account] transaction throws in
                    try transaction.save(Samples.account(account.number))
                    try transaction.append([entries[3]])
                }
            }
            try await stores[1].read { [account] view throws in
                #expect(try view.ledger(of: account) == entries)
                #expect(try view.ledger(of: AccountID(number: 2)) == [])
                #expect(try view.account(account) == nil)
            }
        }
    }

    // MARK: Jobs

    @Test("keeps a job whole, through its whole life", arguments: TestStore.available)
    func jobLife(_ store: TestStore) async throws {
        try await store.open { stores throws in
            var job = Samples.job(1, externalID: "mine \u{0} 可")
            try await stores[0].transaction { [job] in try $0.insert(job) }
            func check() async throws {
                for store in stores {
                    let kept = try await store.read { [id = job.id] in try $0.job(id) }
                    #expect(kept == job)
                    let begun = try await store.read { [id = job.id] in try $0.begunJob(id) }
                    #expect(begun == (job.state == .submitted ? nil : job))
                    let seen = try await store.transaction { [id = job.id] in try $0.job(id) }
                    #expect(seen == job)
                }
            }
            func save() async throws {
                try await stores[1].transaction { [job] in try $0.save(job) }
                try await check()
            }
            try await check()
            try await stores[1].read { [account, job] view throws in
                #expect(try view.job(externalID: "mine \u{0} 可", of: account) == job)
                #expect(try view.job(externalID: "mine ", of: account) == nil)
            }
            _ = job.claim(by: worker, until: Samples.time(15), at: Samples.time(1))
            try await save()
            _ = job.renew(
                by: worker, until: Samples.time(30), progress: Progress(step: 1, steps: 3, secondsLeft: 1 / 3))
            try await save()
            _ = job.loseWorker(at: Samples.time(31))
            try await save()
            _ = job.claim(by: worker, until: Samples.time(45), at: Samples.time(32))
            let outputs = [
                Output(asset: AssetID(number: 8), seconds: 5.04), Output(asset: AssetID(number: 9), seconds: nil),
            ]
            _ = job.succeed(by: worker, outputs: outputs, at: Samples.time(40))
            try await save()
            #expect(try await stores[0].read { try $0.job(JobID(number: 2)) } == nil)
        }
    }

    @Test("refuses an identifier and an external identifier twice", arguments: TestStore.available)
    func duplicateJobs(_ store: TestStore) async throws {
        try await store.open { stores throws in
            try await stores[0].transaction { try $0.insert(Samples.job(1, externalID: "a")) }
            await #expect(throws: DuplicateError.job) {
                try await stores[1].transaction { try $0.insert(Samples.job(1, of: 2)) }
            }
            await #expect(throws: DuplicateError.externalID) {
                try await stores[1].transaction { try $0.insert(Samples.job(2, externalID: "a")) }
            }
            try await stores[1].transaction { transaction throws in
                try transaction.insert(Samples.job(3, of: 2, externalID: "a"))
                try transaction.insert(Samples.job(4))
                try transaction.insert(Samples.job(5))
                // As long as a client likes.
                try transaction.insert(Samples.job(6, externalID: String(repeating: "x", count: 10_000)))
            }
        }
    }

    @Test("keeps nothing of a transaction that throws", arguments: TestStore.available)
    func undone(_ store: TestStore) async throws {
        struct Enough: Error {}
        try await store.open { stores throws in
            await #expect(throws: Enough.self) {
                try await stores[0].transaction { [account] transaction throws in
                    try transaction.save(Samples.account(1))
                    try transaction.insert(Samples.job(1))
                    try transaction.save(Samples.grant(1))
                    #expect(try transaction.job(JobID(number: 1)) != nil)
                    #expect(try transaction.slotsTaken(by: account, product: .video) == 1)
                    throw Enough()
                }
            }
            for store in stores {
                try await store.read { [account] view throws in
                    #expect(try view.account(account) == nil)
                    #expect(try view.job(JobID(number: 1)) == nil)
                    #expect(try view.slotsTaken(by: account, product: .video) == 0)
                    #expect(try view.grants(of: account) == [])
                }
            }
        }
    }

    @Test("lists jobs newest first, by whatever is asked for", arguments: TestStore.available)
    func jobLists(_ store: TestStore) async throws {
        try await store.open { stores throws in
            try await stores[0].transaction { [worker] transaction throws in
                for number in Int64(1)...12 {
                    var job = Samples.job(
                        number, of: number % 3, surface: number.isMultiple(of: 2) ? "even" : "odd",
                        product: number < 7 ? .video : .image, at: Samples.time(Double(number)))
                    try transaction.insert(job)
                    guard number > 9 else { continue }
                    _ = job.claim(by: worker, until: Samples.time(100), at: Samples.time(20))
                    if number == 12 { _ = job.cancel(at: Samples.time(21)) }
                    try transaction.save(job)
                }
            }
            func list(_ query: JobQuery, skipping: Int = 0, limit: Int = 99) async throws -> [Int64] {
                try await stores[1].read { try $0.jobs(query, skipping: skipping, limit: limit).map(\.id.number) }
            }
            #expect(try await list(JobQuery()) == Array((1...12).reversed()))
            #expect(try await list(JobQuery(), skipping: 3, limit: 2) == [9, 8])
            #expect(try await list(JobQuery(account: account)) == [10, 7, 4, 1])
            #expect(try await list(JobQuery(account: account, surface: "even")) == [10, 4])
            #expect(try await list(JobQuery(product: .video), limit: 2) == [6, 5])
            #expect(try await list(JobQuery(states: [.processing, .cancelled])) == [12, 11, 10])
            #expect(
                try await list(JobQuery(account: account, states: [.submitted], before: JobID(number: 7))) == [4, 1])
            #expect(try await list(JobQuery(states: [])) == [])
            #expect(try await list(JobQuery(from: Samples.time(3), until: Samples.time(6))) == [5, 4, 3])
        }
    }

    @Test("sums slots and queues of unfinished jobs", arguments: TestStore.available)
    func summaries(_ store: TestStore) async throws {
        try await store.open { stores throws in
            try await stores[0].transaction { [account, worker] transaction throws in
                #expect(try transaction.queueSummary() == QueueSummary(lines: [], oldestWaiting: nil))
                var jobs = (1...5).map {
                    Samples.job(
                        $0, lane: $0 < 4 ? .standard : .relaxed, product: $0 == 5 ? .image : .video, slots: Int($0),
                        at: Samples.time(Double($0)))
                }
                for job in jobs { try transaction.insert(job) }
                #expect(try transaction.slotsTaken(by: account, product: .video) == 10)
                _ = jobs[0].claim(by: worker, until: Samples.time(9), at: Samples.time())
                _ = jobs[1].cancel(at: Samples.time())
                for job in jobs.prefix(2) { try transaction.save(job) }
            }
            try await stores[1].read { [account] view throws in
                #expect(try view.slotsTaken(by: account, product: .video) == 8)
                #expect(try view.slotsTaken(by: account, product: .image) == 5)
                #expect(try view.slotsTaken(by: AccountID(number: 2), product: .image) == 0)
                let summary = try view.queueSummary()
                #expect(
                    Set(summary.lines) == [
                        .init(state: .processing, model: "toybox", lane: .standard, count: 1),
                        .init(state: .submitted, model: "toybox", lane: .standard, count: 1),
                        .init(state: .submitted, model: "toybox", lane: .relaxed, count: 2),
                    ])
                #expect(summary.oldestWaiting == Samples.time(3))
            }
        }
    }

    @Test("finds lost and ended jobs, the earliest first, and forgets jobs", arguments: TestStore.available)
    func lostAndEnded(_ store: TestStore) async throws {
        try await store.trial { trial throws in
            let account = try await trial.account(1)
            var jobs: [Job] = []
            for _ in 0..<3 {
                jobs.append(try await trial.submit(account))
                _ = try await trial.studio.claimNext(for: worker, models: ["toybox"])
                trial.wait(1)
            }
            let start = trial.time - 3
            let ids = jobs.map(\.id)
            _ = try await trial.studio.renew(ids[0], by: worker, progress: nil, preview: Data([1, 0, 255]))
            try await trial.store.transaction { transaction throws in
                #expect(
                    try transaction.preview(of: ids[0]) == Preview(job: ids[0], step: 0, picture: Data([1, 0, 255])))
                #expect(try transaction.preview(of: ids[1]) == nil)
                #expect(try transaction.lostJobs(before: start + 15.9, limit: 9) == [])
                #expect(try transaction.lostJobs(before: start + 16, limit: 9).map(\.id) == [ids[1]])
                #expect(try transaction.lostJobs(before: start + 18, limit: 9).map(\.id) == [ids[1], ids[2], ids[0]])
                #expect(try transaction.lostJobs(before: start + 18, limit: 2).map(\.id) == [ids[1], ids[2]])
            }
            for id in ids.reversed() {
                #expect(try await trial.studio.cancel(id))
                trial.wait(1)
            }
            try await trial.store.transaction { transaction throws in
                #expect(try transaction.lostJobs(before: .distantFuture, limit: 9) == [])
                #expect(try transaction.endedJobs(before: start + 3, limit: 9) == [])
                #expect(try transaction.endedJobs(before: start + 5, limit: 9).map(\.id) == [ids[2], ids[1]])
                #expect(try transaction.endedJobs(before: .distantFuture, limit: 1).map(\.id) == [ids[2]])
                #expect(try transaction.preview(of: ids[0]) == nil)
                #expect(try transaction.deliveries(for: ids[0]).count == 3)
                try transaction.remove(try #require(try transaction.job(ids[0])))
            }
            try await trial.store.read { view throws in
                #expect(try view.job(ids[0]) == nil)
                #expect(try view.reservation(for: ids[0]) == nil)
                #expect(try view.deliveries(for: ids[0]) == [])
                #expect(try view.deliveries(for: ids[1]).count == 3)
                #expect(try view.ledger(of: account).count == 7)
            }
        }
    }

    @Test("an unfinished job that is forgotten takes no slots and holds nothing", arguments: TestStore.available)
    func forgottenUnfinished(_ store: TestStore) async throws {
        try await store.trial { trial throws in
            let account = try await trial.account(1, credits: 35)
            let job = try await trial.submit(account)
            try await trial.store.transaction { transaction throws in
                #expect(try transaction.openGrants(of: account).count == 1)
                try transaction.remove(job)
                #expect(try transaction.openGrants(of: account) == [])
                #expect(try transaction.slotsTaken(by: account, product: .video) == 0)
            }
        }
    }

    // MARK: Turns

    @Test("gives turns by lane, then by who waited longest", arguments: TestStore.available)
    func turns(_ store: TestStore) async throws {
        try await store.open { stores throws in
            func turn(_ lane: Lane, _ model: String, _ account: Int64, _ seconds: Double) -> Turn {
                Turn(
                    lane: lane, model: model, account: AccountID(number: account), lastServed: Samples.time(seconds))
            }
            // In the order in which they are to come.
            let turns = [
                turn(.fast, "wan", 2, 9), turn(.standard, "toybox", 3, 1), turn(.standard, "wan", 1, 1.5),
                turn(.standard, "toybox", 1, 2), turn(.standard, "toybox", 2, 2), turn(.relaxed, "toybox", 4, 0),
            ]
            try await stores[0].transaction { for turn in turns.shuffled() { try $0.save(turn) } }
            try await stores[1].transaction { transaction throws in
                #expect(try transaction.nextTurn(forModels: []) == nil)
                #expect(try transaction.nextTurn(forModels: ["other \"}{,\\"]) == nil)
                #expect(try transaction.nextTurn(forModels: ["toybox"]) == turns[1])
                #expect(try transaction.turn(in: .standard, model: "wan", account: AccountID(number: 1)) == turns[2])
                #expect(try transaction.turn(in: .fast, model: "wan", account: AccountID(number: 1)) == nil)
                for turn in turns {
                    #expect(try transaction.nextTurn(forModels: ["toybox", "wan"]) == turn)
                    try transaction.remove(turn)
                }
                #expect(try transaction.nextTurn(forModels: ["toybox", "wan"]) == nil)
                var moved = turns[1]
                try transaction.save(moved)
                moved.lastServed = Samples.time(5)
                try transaction.save(moved)
                #expect(try transaction.nextTurn(forModels: ["toybox"]) == moved)
            }
        }
    }

    @Test("finds the job of a turn that waited longest", arguments: TestStore.available)
    func oldestWaiting(_ store: TestStore) async throws {
        try await store.open { stores throws in
            let turn = Turn(lane: .standard, model: "toybox", account: account, lastServed: Samples.time())
            try await stores[0].transaction { [worker] transaction throws in
                #expect(try transaction.oldestWaitingJob(of: turn) == nil)
                let others = [
                    Samples.job(1, of: 2), Samples.job(2, lane: .fast), Samples.job(3, model: "wan"),
                ]
                for job in others + [Samples.job(6), Samples.job(5), Samples.job(7)] { try transaction.insert(job) }
                var job = try #require(try transaction.oldestWaitingJob(of: turn))
                #expect(job.id.number == 5)
                _ = job.claim(by: worker, until: Samples.time(), at: Samples.time())
                try transaction.save(job)
            }
            #expect(try await stores[1].transaction { try $0.oldestWaitingJob(of: turn)?.id.number } == 6)
        }
    }

    // MARK: Deliveries, elements and assets

    @Test("hands a due delivery out once, and again when nobody delivered it", arguments: TestStore.available)
    func deliveries(_ store: TestStore) async throws {
        try await store.open { stores throws in
            let url = try #require(URL(string: "https://example.com/hook?a=b"))
            let start = Samples.time()
            let made = (1...3).map {
                Delivery(
                    id: DeliveryID(number: $0), job: Samples.job(10 + $0), to: url, at: start + Double(4 - $0))
            }
            try await stores[0].transaction { transaction throws in
                for delivery in made { #expect(try transaction.insert(delivery)) }
                #expect(!(try transaction.insert(Delivery(id: made[0].id, job: Samples.job(20), to: url, at: start))))
                #expect(try transaction.deliverySummary(at: start) == DeliverySummary(waiting: 3, oldestDue: nil))
                #expect(
                    try transaction.deliverySummary(at: start + 5)
                        == DeliverySummary(waiting: 3, oldestDue: start + 1))
            }
            func due(_ seconds: Double, hiding: Double = 100, limit: Int = 9) async throws -> [Int64] {
                try await stores[1].transaction {
                    try $0.dueDeliveries(at: start + seconds, hidingUntil: start + hiding, limit: limit).map(
                        \.id.number)
                }
            }
            #expect(try await due(0.5) == [])
            #expect(try await due(2, limit: 1) == [3])
            #expect(try await due(3) == [2, 1])
            #expect(try await due(99) == [])
            #expect(try await due(100, hiding: 200) == [3, 2, 1])
            var tried = made[0]
            tried.note(status: 503, problem: "busy", at: start + 101, jitter: 0.5)
            var done = made[1]
            done.note(status: 204, problem: "", at: start + 101, jitter: 0.5)
            try await stores[0].transaction { [tried, done] transaction throws in
                try transaction.save(tried)
                try transaction.save(done)
                #expect(try transaction.deliverySummary(at: start).waiting == 2)
            }
            #expect(try await due(102) == [])
            #expect(try await due(103, hiding: 104) == [1])
            #expect(try await due(300) == [3, 1])
            #expect(try await stores[1].read { try $0.deliveries(for: made[0].job) } == [tried])
            #expect(try await stores[1].read { try $0.deliveries(for: made[1].job) } == [done])
        }
    }

    @Test("keeps elements and assets", arguments: TestStore.available)
    func library(_ store: TestStore) async throws {
        try await store.open { stores throws in
            var elements = (1...4).map { Samples.element($0) }
            let assets = (1...3).map { Samples.asset($0, at: Samples.time(Double(-$0))) }
            try await stores[0].transaction { [elements] transaction throws in
                for element in elements { try transaction.insert(element) }
                for asset in assets { try transaction.save(asset) }
            }
            await #expect(throws: DuplicateError.element) {
                try await stores[0].transaction { try $0.insert(Samples.element(2)) }
            }
            elements[2].deletedAt = Samples.time(3)
            try await stores[1].transaction { [elements] in try $0.save(elements[2]) }
            try await stores[0].read { [account, elements] view throws in
                #expect(try view.element(elements[2].id) == elements[2])
                #expect(try view.element(ElementID(number: 9)) == nil)
                #expect(
                    try view.elements(of: account, skipping: 0, limit: 9) == [elements[3], elements[1], elements[0]])
                #expect(try view.elements(of: account, skipping: 1, limit: 1) == [elements[1]])
                #expect(try view.elements(of: AccountID(number: 2), skipping: 0, limit: 9) == [])
                #expect(try view.asset(assets[0].id) == assets[0])
                #expect(try view.asset(AssetID(number: 9)) == nil)
                #expect(try view.assets(before: Samples.time(-1), limit: 9) == [assets[2], assets[1]])
                #expect(try view.assets(before: .distantFuture, limit: 1) == [assets[2]])
            }
            try await stores[0].transaction { try $0.remove(assets[2]) }
            #expect(try await stores[1].read { try $0.asset(assets[2].id) } == nil)
        }
    }

    @Test("keeps selections, and finds those that have ended", arguments: TestStore.available)
    func selections(_ store: TestStore) async throws {
        try await store.open { stores throws in
            let made = (1...4).map { Samples.selection($0, of: $0 % 2, at: Samples.time(Double(-$0))) }
            try await stores[0].transaction { for selection in made { try $0.insert(selection) } }
            await #expect(throws: DuplicateError.selection) {
                try await stores[1].transaction { try $0.insert(Samples.selection(2)) }
            }
            var changed = made[2]
            changed.clear()
            changed.order()
            try await stores[1].transaction { [changed] in try $0.save(changed) }
            try await stores[0].read { [changed] view throws in
                #expect(try view.selection(made[0].id) == made[0])
                #expect(try view.selection(changed.id) == changed)
                #expect(try view.selection(SelectionID(number: 9)) == nil)
                #expect(try (0...2).map { try view.selectionCount(of: AccountID(number: $0)) } == [2, 2, 0])
            }
            func ended(_ time: Date, limit: Int = 9) async throws -> [Int64] {
                try await stores[1].transaction {
                    try $0.endedSelections(before: time, limit: limit).map(\.id.number)
                }
            }
            #expect(try await ended(.distantFuture) == [4, 3, 2, 1])
            #expect(try await ended(.distantFuture, limit: 1) == [4])
            #expect(try await ended(made[1].endsAt) == [4, 3])
            try await stores[0].transaction { try $0.remove(made[3]) }
            #expect(try await ended(.distantFuture) == [3, 2, 1])
            #expect(try await stores[1].read { try $0.selection(made[3].id) } == nil)
        }
    }

    // MARK: Changes

    @Test("tells of changes of every process, and of nothing before", arguments: TestStore.available)
    func changes(_ store: TestStore) async throws {
        try await store.open { stores throws in
            try await stores[0].transaction { try $0.insert(Samples.job(1)) }
            let (here, there) = (stores[0].changes(), stores[1].changes())
            struct Enough: Error {}
            await #expect(throws: Enough.self) {
                try await stores[0].transaction { transaction throws in
                    try transaction.insert(Samples.job(2))
                    throw Enough()
                }
            }
            try await stores[0].transaction { transaction throws in
                try transaction.save(Samples.asset(1))
                try transaction.insert(Samples.job(3))
            }
            try await stores[1].transaction { try $0.insert(Samples.job(4)) }
            try await stores[0].transaction {
                try $0.save(preview: Preview(job: JobID(number: 1), step: 1, picture: Data()))
            }
            for stream in [here, there] {
                var heard: Set<Int64> = []
                for await job in stream {
                    heard.insert(job.number)
                    if heard.count == 3 { break }
                }
                #expect(heard == [1, 3, 4])
            }
        }
    }
}
