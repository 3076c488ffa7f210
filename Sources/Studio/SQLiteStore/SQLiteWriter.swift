import GRDB
import Synchronization

/// Runs transactions in the order in which they came, on one connection. Those that wait when a commit ends share the next
/// one: each is undone on its own when it throws, and all are told once the commit is on the disk.
final class SQLiteWriter: Sendable {
    /// At most so many share a commit, so that other processes get their turn.
    private static let mostAtOnce = 128

    /// One caller's transaction.
    private struct Entry: Sendable {
        /// Runs it within an open transaction.
        let run: @Sendable (Database) -> Outcome
        let refuse: @Sendable (any Error) -> Void
    }

    private struct Outcome {
        /// Whether its changes stay; they go when it threw.
        let isKept: Bool
        /// Tells its caller, who waits for that.
        let tell: () -> Void
    }

    private struct Line {
        var waiting: [Entry] = []
        var isServed = false
    }

    private let pool: DatabasePool
    private let line = Mutex(Line())

    init(pool: DatabasePool) { self.pool = pool }

    func run<Result: Sendable>(_ body: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            add(
                Entry { database in
                    do {
                        let result = try body(database)
                        return Outcome(isKept: true) { continuation.resume(returning: result) }
                    } catch {
                        return Outcome(isKept: false) { continuation.resume(throwing: error) }
                    }
                } refuse: {
                    continuation.resume(throwing: $0)
                })
        }
    }

    private func add(_ entry: Entry) {
        let isServed = line.withLock { line in
            line.waiting.append(entry)
            defer { line.isServed = true }
            return line.isServed
        }
        guard !isServed else { return }
        pool.asyncWriteWithoutTransaction { database in
            while let batch = self.nextBatch() { Self.commit(batch, in: database) }
        }
    }

    private func nextBatch() -> [Entry]? {
        line.withLock { line in
            guard !line.waiting.isEmpty else {
                line.isServed = false
                return nil
            }
            let batch = Array(line.waiting.prefix(Self.mostAtOnce))
            line.waiting.removeFirst(batch.count)
            return batch
        }
    }

    private static func commit(_ batch: [Entry], in database: Database) {
        do {
            var outcomes: [Outcome] = []
            try database.beginTransaction(.immediate)
            for entry in batch {
                try database.cachedStatement(sql: "SAVEPOINT one").execute()
                let outcome = entry.run(database)
                outcomes.append(outcome)
                // On a full disk SQLite undoes all of the transaction by itself; then these throw, and nobody is told otherwise.
                if !outcome.isKept { try database.cachedStatement(sql: "ROLLBACK TO one").execute() }
                try database.cachedStatement(sql: "RELEASE one").execute()
            }
            try database.commit()
            for outcome in outcomes { outcome.tell() }
        } catch {
            if database.isInsideTransaction { try? database.rollback() }
            for entry in batch { entry.refuse(error) }
        }
    }
}
