import GRDB
import Synchronization

/// Runs transactions in the order in which they came, on one connection. Those that wait when a commit ends, and those that come
/// while these run, share the next one; all are told once it is on the disk.
///
/// One that throws leaves none of its changes behind: where it has made some, all that shared its commit is undone and runs again,
/// each alone. That is rare, since refusals come before changes; a savepoint for each would copy every page that it changes.
final class SQLiteWriter: Sendable {
    /// At most so many share a commit, so that other processes get their turn.
    private static let mostAtOnce = 128

    /// One caller's transaction.
    private struct Entry: Sendable {
        /// Runs it within an open transaction.
        let run: @Sendable (Database, SQLiteRevisions) -> Outcome
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

    func run<Result: Sendable>(
        _ body: @escaping @Sendable (Database, SQLiteRevisions) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            add(
                Entry { database, revisions in
                    do {
                        let result = try body(database, revisions)
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
            while self.isAnyoneWaiting() { self.commitWaiting(in: database) }
        }
    }

    /// False once, and then the next one who comes must start again.
    private func isAnyoneWaiting() -> Bool {
        line.withLock { line in
            line.isServed = !line.waiting.isEmpty
            return line.isServed
        }
    }

    private func takeWaiting(atMost count: Int) -> [Entry] {
        line.withLock { line in
            let entries = Array(line.waiting.prefix(count))
            line.waiting.removeFirst(entries.count)
            return entries
        }
    }

    private func commitWaiting(in database: Database) {
        var entries = takeWaiting(atMost: Self.mostAtOnce)
        do {
            var outcomes: [Outcome] = []
            let revisions = SQLiteRevisions(database)
            try database.beginTransaction(.immediate)
            while outcomes.count < entries.count {
                outcomes.append(try Self.run(entries[outcomes.count], in: database, revisions))
                if outcomes.count == entries.count {
                    entries += takeWaiting(atMost: Self.mostAtOnce - entries.count)
                }
            }
            try revisions.save()
            try database.commit()
            for outcome in outcomes { outcome.tell() }
        } catch is LeftChanges {
            if database.isInsideTransaction { try? database.rollback() }
            for entry in entries { Self.commit(entry, in: database) }
        } catch {
            if database.isInsideTransaction { try? database.rollback() }
            for entry in entries { entry.refuse(error) }
        }
    }

    /// - Throws: `LeftChanges` for one that threw and has changed something, or whose error (a full disk) made SQLite undo all.
    private static func run(_ entry: Entry, in database: Database, _ revisions: SQLiteRevisions) throws -> Outcome {
        let changes = database.totalChangesCount
        let outcome = entry.run(database, revisions)
        if !outcome.isKept, database.totalChangesCount != changes || !database.isInsideTransaction {
            throw LeftChanges()
        }
        return outcome
    }

    /// One alone, which is undone whole when it throws.
    private static func commit(_ entry: Entry, in database: Database) {
        do {
            try database.beginTransaction(.immediate)
            let revisions = SQLiteRevisions(database)
            let outcome = entry.run(database, revisions)
            if outcome.isKept {
                try revisions.save()
                try database.commit()
            } else if database.isInsideTransaction {
                try database.rollback()
            }
            outcome.tell()
        } catch {
            if database.isInsideTransaction { try? database.rollback() }
            entry.refuse(error)
        }
    }

    private struct LeftChanges: Error {}
}
