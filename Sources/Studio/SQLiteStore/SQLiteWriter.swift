import Dispatch
import GRDB
import Synchronization

/// Runs transactions in the order in which they came, on one connection. Those that wait when a commit ends, and those that come
/// while these run, share the next one; all are told once it is on the disk.
///
/// A crowd that is told together tends to come back together. The next commit waits for it, for a moment, as a commit costs the
/// same for one as for many; PostgreSQL's `commit_delay` is the same thing. Fewer than a crowd never wait.
///
/// One that throws leaves none of its changes behind: where it has made some, all that shared its commit is undone and runs again,
/// each alone. That is rare, since refusals come before changes; a savepoint for each would copy every page that it changes.
final class SQLiteWriter: Sendable {
    /// At most so many share a commit, so that other processes get their turn.
    private static let mostAtOnce = 128
    /// So many are a crowd.
    private static let crowd = 4
    private static let patience = DispatchTimeInterval.milliseconds(2)

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
        /// How many ever came.
        var arrivals = 0
        /// The crowd is back once so many came; nothing where none was told.
        var expected: Int?
    }

    private let pool: DatabasePool
    private let line = Mutex(Line())
    private let crowdIsBack = DispatchSemaphore(value: 0)

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
            line.arrivals += 1
            if line.arrivals == line.expected { crowdIsBack.signal() }
            defer { line.isServed = true }
            return line.isServed
        }
        guard !isServed else { return }
        pool.asyncWriteWithoutTransaction { database in
            repeat {
                self.commitWaiting(in: database)
                self.pause()
            } while self.isAnyoneWaiting()
        }
    }

    private func tell(_ outcomes: [Outcome]) {
        line.withLock { $0.expected = outcomes.count >= Self.crowd ? $0.arrivals + outcomes.count : nil }
        for outcome in outcomes { outcome.tell() }
    }

    /// Until the crowd that was told is back.
    private func pause() {
        guard line.withLock({ $0.expected != nil }) else { return }
        _ = crowdIsBack.wait(timeout: .now() + Self.patience)
        line.withLock { $0.expected = nil }
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
            try database.run("BEGIN IMMEDIATE")
            while outcomes.count < entries.count {
                outcomes.append(try Self.run(entries[outcomes.count], in: database, revisions))
                if outcomes.count == entries.count {
                    entries += takeWaiting(atMost: Self.mostAtOnce - entries.count)
                }
            }
            try revisions.save()
            try database.run("COMMIT")
            tell(outcomes)
        } catch is LeftChanges {
            if database.isInsideTransaction { try? database.run("ROLLBACK") }
            for entry in entries { Self.commit(entry, in: database) }
        } catch {
            if database.isInsideTransaction { try? database.run("ROLLBACK") }
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
            try database.run("BEGIN IMMEDIATE")
            let revisions = SQLiteRevisions(database)
            let outcome = entry.run(database, revisions)
            if outcome.isKept {
                try revisions.save()
                try database.run("COMMIT")
            } else if database.isInsideTransaction {
                try database.run("ROLLBACK")
            }
            outcome.tell()
        } catch {
            if database.isInsideTransaction { try? database.run("ROLLBACK") }
            entry.refuse(error)
        }
    }

    private struct LeftChanges: Error {}
}
