import Foundation
import GRDB
import StudioDomain
import Synchronization

/// Tells of changed jobs by looking for newer revisions ten times a second, while someone listens. Revisions are given in the
/// order of commits, whichever process commits, so none can appear behind one that was seen.
final class SQLiteFeed: Sendable {
    private static let pause = Duration.milliseconds(100)

    private struct Listener {
        let continuation: AsyncStream<JobID>.Continuation
        /// It is told of later ones only.
        let start: Int64
    }

    private struct State {
        var listeners: [UUID: Listener] = [:]
        var seen: Int64 = 0
        var watch: Task<Void, Never>?
    }

    private let readers: SQLiteReaders
    private let state = Mutex(State())

    init(readers: SQLiteReaders) { self.readers = readers }

    deinit { state.withLock { $0.watch?.cancel() } }

    func stream() -> AsyncStream<JobID> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1000)) { continuation in
            let key = UUID()
            continuation.onTermination = { [weak self] _ in self?.leave(key) }
            let start = (try? newest()) ?? 0
            state.withLock { state in
                if state.listeners.isEmpty { state.seen = start }
                state.listeners[key] = Listener(continuation: continuation, start: start)
                // Nobody owns the watch but its listeners, who come and go from anywhere: it is a task of its own that ends with
                // the last of them.
                if state.watch == nil { state.watch = Task { [weak self] in await Self.watch(self) } }
            }
        }
    }

    private func leave(_ key: UUID) {
        state.withLock { state in
            state.listeners[key] = nil
            guard state.listeners.isEmpty else { return }
            state.watch?.cancel()
            state.watch = nil
        }
    }

    private static func watch(_ feed: @autoclosure () -> SQLiteFeed?) async {
        while !Task.isCancelled, let feed = feed() {
            // A file that cannot be read now is asked again; nothing is missed meanwhile.
            try? feed.look()
            try? await Task.sleep(for: pause)
        }
    }

    private func look() throws {
        let seen = state.withLock(\.seen)
        let changed = try readers.read { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: "SELECT id, revision FROM jobs WHERE revision > ? ORDER BY revision LIMIT 1000"),
                arguments: [seen])
        }
        state.withLock { state in
            for row in changed {
                let (job, revision) = (JobID(number: row[0]), row[1] as Int64)
                for listener in state.listeners.values where listener.start < revision {
                    listener.continuation.yield(job)
                }
                state.seen = max(state.seen, revision)
            }
        }
    }

    private func newest() throws -> Int64 {
        try readers.read { database in
            try Int64.fetchOne(database.cachedStatement(sql: "SELECT newest FROM revisions")) ?? 0
        }
    }
}
