import Foundation
import PostgresStore
import SQLiteStore
import StudioDomain

/// Uses a store as servers and workers do.
///
///     store-load work sqlite FILE        does so until it is killed, and says what was answered
///     store-load measure postgres URL    measures an empty store
@main struct StoreLoad {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4 else {
            print("usage: store-load work|measure sqlite|postgres FILE|URL")
            exit(64)
        }
        let store: any StudioStore =
            arguments[2] == "sqlite"
            ? try SQLiteStore(file: URL(filePath: arguments[3])) : try PostgresStore(url: arguments[3], connections: 8)
        if arguments[1] == "work" { try await Work(store: store).run() } else { try await Measure(store: store).run() }
    }
}

extension Studio {
    /// A job of an account, which costs 35 credits.
    func submit(_ account: AccountID) async throws -> Job {
        try await submit(
            Submission(
                account: account, surface: "videos/text2video", model: "toybox", price: Credits(35),
                order: Order(task: .textToVideo, prompt: "a red balloon rises over the sea", seconds: 5)))
    }

    /// An account with credits for as many jobs as anybody wants, unless it is there already.
    func account(_ number: Int64) async throws -> AccountID {
        let (id, time) = (AccountID(number: number), now())
        let grant = Grant(
            id: GrantID(number: number), account: id, kind: .pack, name: "pack", product: nil,
            amount: Credits(1_000_000_000), validFrom: time.addingTimeInterval(-1),
            validUntil: time.addingTimeInterval(86400), concurrency: 1_000_000_000)
        let isNew = try await store.transaction { transaction in
            guard try transaction.account(id) == nil else { return false }
            try transaction.save(Account(id: id, name: "account \(number)", createdAt: time))
            return true
        }
        if isNew { try await issue(grant) }
        return id
    }
}
