import Foundation
import StudioDomain

/// The studio's state in a PostgreSQL database, for any number of processes on any number of machines.
///
/// A transaction locks the accounts that it looks at (see `PostgresTransaction`), and runs again when the server chose it to
/// end a deadlock or lost its connection before the commit. Prepared statements live as long as connections, so a pooler
/// between must keep sessions.
public struct PostgresStore: StudioStore {
    private let pool: PostgresPool
    private let feed: PostgresFeed

    /// Connects and brings the tables up to date; any number of processes may do that at once.
    /// - Parameters:
    ///   - url: as libpq reads it: "postgresql://user:password@host/database" or "host=... dbname=...".
    ///   - connections: at most so many at once, beside one for `changes`.
    public init(url: String, connections: Int) throws {
        try PostgresSchema.migrate(PostgresConnection(url: url))
        pool = PostgresPool(url: url, connections: connections)
        feed = PostgresFeed(url: url)
    }

    /// - Throws: what `body` throws; `PostgresStoreError.outcomeUnknown` when the connection was lost while the server
    ///   committed, after which the changes may be kept or not.
    public func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (any StudioTransaction) throws -> Result
    ) async throws -> Result {
        try await pool.use { try await $0.transaction(body) }
    }

    /// Each look is a statement of its own and sees what is committed when it begins.
    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any StudioView) throws -> Result
    ) async throws -> Result {
        try await pool.use { try await $0.read(body) }
    }

    public func changes() -> AsyncStream<JobID> { feed.stream() }
}
