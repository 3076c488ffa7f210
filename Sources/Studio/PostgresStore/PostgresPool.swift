import Dispatch
import Foundation
import StudioDomain

/// Sessions that transactions take turns with, in the order in which they come.
actor PostgresPool {
    /// The one that was used last comes first, so that no more are opened than are needed at once.
    private var idle: [PostgresSession]
    private var waiting: [CheckedContinuation<PostgresSession, Never>] = []

    init(url: String, connections: Int) {
        precondition(connections > 0)
        let json = StoredJSON()
        idle = (0..<connections).map { _ in PostgresSession(url: url, json: json) }
    }

    nonisolated func use<Result: Sendable>(
        _ body: @Sendable (PostgresSession) async throws -> Result
    ) async throws -> Result {
        let session = await take()
        do {
            let result = try await body(session)
            await giveBack(session)
            return result
        } catch {
            await giveBack(session)
            throw error
        }
    }

    private func take() async -> PostgresSession {
        if let session = idle.popLast() { return session }
        return await withCheckedContinuation { waiting.append($0) }
    }

    private func giveBack(_ session: PostgresSession) {
        if waiting.isEmpty { idle.append(session) } else { waiting.removeFirst().resume(returning: session) }
    }
}

/// A connection, opened when it is first needed and again when it was lost. It waits for the server on a thread of its own, so
/// that no thread of Swift's is held meanwhile.
actor PostgresSession {
    /// A transaction is run at most this many times.
    private static let mostTries = 8

    private let url: String
    private let json: StoredJSON
    private let executor = QueueExecutor(label: "PostgresSession")
    private var connection: PostgresConnection?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(url: String, json: StoredJSON) {
        self.url = url
        self.json = json
    }

    func transaction<Result: Sendable>(_ body: (any StudioTransaction) throws -> Result) throws -> Result {
        try again { connection in
            try connection.run("BEGIN")
            let transaction = PostgresTransaction(connection, json: json)
            do {
                let result = try body(transaction)
                try commit(transaction, on: connection)
                return result
            } catch {
                if !connection.isLost { try connection.run("ROLLBACK") }
                throw transaction.duplicate(error) ?? error
            }
        }
    }

    func read<Result: Sendable>(_ body: (any StudioView) throws -> Result) throws -> Result {
        try again { try body(PostgresView($0, json: json)) }
    }

    /// Tries until it succeeds or fails for a reason that will not pass.
    private func again<Result>(_ body: (PostgresConnection) throws -> Result) throws -> Result {
        for attempt in 1... {
            do {
                return try body(connected())
            } catch let error as PostgresStoreError where error.isPassing && attempt < Self.mostTries {
                // Those who met in a deadlock come back at different times.
                usleep(UInt32.random(in: 1000...(5000 * UInt32(attempt))))
            }
        }
        fatalError("the loop above ends by returning or throwing")
    }

    private func connected() throws -> PostgresConnection {
        if let connection, !connection.isLost { return connection }
        connection = nil
        let opened = try PostgresConnection(url: url)
        connection = opened
        return opened
    }

    /// Tells of the changed jobs and commits, in one message. Whoever listens hears of them if, and after, they are kept.
    private func commit(_ transaction: PostgresTransaction, on connection: PostgresConnection) throws {
        let news = transaction.changedJobs.map { "NOTIFY \(PostgresFeed.channel), '\($0)'; " }.joined()
        do {
            // A transaction that had failed is rolled back by the server, which says so.
            guard try connection.run(news + "COMMIT") == "COMMIT" else {
                throw PostgresStoreError.refused(code: "25P02", constraint: nil, message: "the transaction had failed")
            }
        } catch PostgresStoreError.lost {
            throw PostgresStoreError.outcomeUnknown
        }
    }
}

/// Runs an actor on a dispatch queue, whose thread may wait.
final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
