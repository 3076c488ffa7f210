import Foundation
import StudioDomain
import StudioTrial
import Testing

@Suite("Plans") struct PlansTests {
    private func open(_ plan: String?, in trial: Trial) async throws -> Account {
        try await trial.studio.open("ann", plan: plan, by: "test")
    }

    private func credits(of account: Account, in trial: Trial) async throws -> [Credits] {
        let time = trial.time
        return try await trial.store.transaction {
            try $0.openGrants(of: account.id).filter { $0.pays(for: .video, at: time) }.map(\.remaining)
        }
    }

    @Test("free credits come once a day and end with it")
    func daily() async throws {
        let trial = Trial()
        let account = try await open("free", in: trial)
        for _ in 0..<3 { try await trial.studio.issueDue(to: account, by: .standard) }
        #expect(try await credits(of: account, in: trial) == [Credits(66)])
        trial.wait(24 * 3600)
        #expect(try await credits(of: account, in: trial) == [])
        #expect(try await trial.studio.issueDue(to: account, by: .standard).map(\.kind) == [.daily])
        #expect(try await credits(of: account, in: trial) == [Credits(66)])
    }

    @Test("a plan's credits come once a month")
    func monthly() async throws {
        let trial = Trial()
        let account = try await open("pro", in: trial)
        #expect(try await trial.studio.issueDue(to: account, by: .standard).map(\.concurrency) == [5])
        // From the 15th of January 2027 to the end of the month.
        trial.wait(16 * 24 * 3600)
        #expect(try await trial.studio.issueDue(to: account, by: .standard).isEmpty)
        trial.wait(24 * 3600)
        #expect(try await trial.studio.issueDue(to: account, by: .standard).map(\.name) == ["pro plan, 2027-02"])
        #expect(try await trial.balances(of: account.id)[.issued] == Credits(hundredths: -600_000))
    }

    @Test("no plan, an unknown one: nothing comes by itself", arguments: [nil, "gold"])
    func none(plan: String?) async throws {
        let trial = Trial()
        #expect(try await trial.studio.issueDue(to: open(plan, in: trial), by: .standard).isEmpty)
    }

    @Test("a pack is good for its days, its product and its concurrency")
    func pack() async throws {
        let trial = Trial()
        let account = try await open(nil, in: trial)
        let pack = try #require(Plans.standard.pack(named: "video-1000"))
        let grant = try await trial.studio.issue(pack, to: account.id, by: "test")
        #expect(grant.amount == Credits(1000) && grant.product == .video && grant.concurrency == 5)
        #expect(grant.pays(for: .video, at: trial.time.addingTimeInterval(89 * 24 * 3600)))
        #expect(!grant.pays(for: .video, at: trial.time.addingTimeInterval(90 * 24 * 3600)))
        #expect(!grant.pays(for: .image, at: trial.time))
    }
}
