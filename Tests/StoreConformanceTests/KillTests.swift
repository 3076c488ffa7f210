import Foundation
import StudioDomain
import Testing

/// Processes are killed at any instant: what they were answered is kept, and the books are right.
@Suite("A store whose processes are killed") struct KillTests {
    private static let stores = TestStore.available.filter { $0 != .memory }
    /// More for a longer trial.
    private static let rounds = ProcessInfo.processInfo.environment["KINORA_TEST_KILLS"].flatMap { Int($0) } ?? 6

    @Test("keeps what was answered", arguments: stores) func kills(_ store: TestStore) async throws {
        try await store.place { address throws in
            var said: [String] = []
            for _ in 0..<Self.rounds {
                let victims = try (0..<2).map { _ in try Victim(store, address) }
                try await Task.sleep(for: .milliseconds(Int.random(in: 100...400)))
                for victim in victims { said += try victim.kill() }
            }
            #expect(said.count > Self.rounds)
            try await check(try store.open(address), said)
        }
    }

    private func check(_ store: any StudioStore, _ said: [String]) async throws {
        let expected: [String: Set<Job.State>] = [
            "submitted": Set(Job.State.allCases), "cancelled": [.cancelled], "failed": [.failed],
            "succeeded": [.succeeded],
        ]
        for line in said {
            let words = line.split(separator: " ")
            let id = try #require(JobID(words[1]))
            let state = try await store.read { try $0.job(id)?.state }
            let allowed = try #require(expected[String(words[0])])
            #expect(state.map(allowed.contains) == true, "the store answered that it \(line), and says \(state as Any)")
        }
        for number in Int64(1)...2 {
            let account = AccountID(number: number)
            let jobs = try await store.read { try $0.jobs(JobQuery(account: account), skipping: 0, limit: .max) }
            let balances = try await store.read { LedgerEntry.balances(of: try $0.ledger(of: account)) }
            #expect(balances.values.reduce(.zero, +) == .zero)
            #expect(balances[.earned, default: .zero] == Credits(35) * jobs.count { $0.state == .succeeded })
            for job in jobs {
                #expect(balances[.held(job.id)] == (job.state.isFinal ? .zero : Credits(35)))
            }
            try await store.read { view throws in
                #expect(
                    try view.slotsTaken(by: account, product: .video) == jobs.count { !$0.state.isFinal })
                for grant in try view.grants(of: account) { #expect(balances[.grant(grant.id)] == grant.remaining) }
            }
        }
        // Everything that waits is found.
        let studio = Studio(store: store)
        while try await studio.claimNext(for: WorkerID("last"), models: ["toybox"]) != nil {}
        #expect(try await store.read { try $0.queueSummary().lines.allSatisfy { $0.state == .processing } })
    }
}

/// `store-load`, which lies beside the test bundle. Foundation's `Process` does not always notice the end of one of several
/// that run at once, so the system is asked.
private struct Victim {
    private let process: pid_t
    private let output: URL

    init(_ store: TestStore, _ address: String) throws {
        let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "store-load")
        output = FileManager.default.temporaryDirectory.appending(path: "kinora-said-\(UUID())")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT, 0o600)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let words = [program.path, "work", store == .sqlite ? "sqlite" : "postgres", address]
        let arguments = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process = pid_t()
        try #require(posix_spawn(&process, program.path, &actions, nil, arguments, environ) == 0)
        self.process = process
    }

    /// What it said until now, without a last line that was cut.
    func kill() throws -> [String] {
        Foundation.kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        #expect(status == SIGKILL, "it ended by itself")
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        try FileManager.default.removeItem(at: output)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}
