import CPostgres
import Foundation
import StudioDomain
import Synchronization

/// Tells of changed jobs as transactions on any machine notify of them, over a connection of its own, while someone listens.
final class PostgresFeed: Sendable {
    static let channel = "kinora_jobs"
    /// After a connection was lost: how long until the next try, and how much earlier than its loss changes are looked for, as
    /// clocks differ and a loss is noticed late; in seconds.
    private static let pause: TimeInterval = 1
    private static let margin: TimeInterval = 60

    private struct State {
        var listeners: [UUID: AsyncStream<JobID>.Continuation] = [:]
        var isWatching = false
    }

    private let url: String
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "PostgresFeed")

    init(url: String) { self.url = url }

    deinit { state.withLock { for listener in $0.listeners.values { listener.finish() } } }

    func stream() -> AsyncStream<JobID> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1000)) { continuation in
            let key = UUID()
            continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.listeners[key] = nil } }
            let isWatched = state.withLock { state in
                state.listeners[key] = continuation
                defer { state.isWatching = true }
                return state.isWatching
            }
            if !isWatched {
                // The first listener waits until the server knows, so that nothing is missed from here on.
                let (url, isHeard) = (url, DispatchSemaphore(value: 0))
                queue.async { [weak self] in Self.watch(url, for: { self }, begun: isHeard) }
                isHeard.wait()
            }
        }
    }

    /// Listens until nobody does any more.
    /// - Parameter begun: told once it listens, or could not connect.
    private static func watch(_ url: String, for feed: () -> PostgresFeed?, begun: DispatchSemaphore) {
        var lost: Date?
        while feed()?.isWanted() == true {
            do {
                defer { begun.signal() }
                let connection = try PostgresConnection(url: url)
                try connection.run("LISTEN \(channel)")
                begun.signal()
                if let since = lost { try feed()?.tellOfChanges(since: since, on: connection) }
                lost = nil
                while feed()?.isWanted() == true { try hear(connection).forEach { feed()?.tell($0) } }
            } catch {
                lost = lost ?? Date().addingTimeInterval(-margin)
                Thread.sleep(forTimeInterval: pause)
            }
        }
    }

    private func isWanted() -> Bool {
        state.withLock { state in
            state.isWatching = !state.listeners.isEmpty
            return state.isWatching
        }
    }

    private func tell(_ job: JobID) {
        state.withLock { for listener in $0.listeners.values { listener.yield(job) } }
    }

    /// Waits for up to a second.
    private static func hear(_ connection: PostgresConnection) throws -> [JobID] {
        var socket = pollfd(fd: PQsocket(connection.handle), events: Int16(POLLIN), revents: 0)
        guard poll(&socket, 1, 1000) > 0 else { return [] }
        guard PQconsumeInput(connection.handle) == 1 else { throw PostgresStoreError.lost }
        var jobs: [JobID] = []
        while let notice = PQnotifies(connection.handle) {
            defer { PQfreemem(notice) }
            if let job = JobID(String(cString: notice.pointee.extra)) { jobs.append(job) }
        }
        return jobs
    }

    /// What may have changed without being heard of: a job that still runs, or one that began to wait or ended since.
    private func tellOfChanges(since time: Date, on connection: PostgresConnection) throws {
        let rows = try connection.query(
            "SELECT id FROM jobs WHERE updated >= $1 UNION SELECT id FROM jobs WHERE lease_ends IS NOT NULL",
            [.time(time)])
        for row in 0..<rows.count { tell(JobID(number: try rows.int(row, 0))) }
    }
}
