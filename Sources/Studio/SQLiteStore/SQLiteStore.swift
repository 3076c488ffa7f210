import Foundation
import GRDB
import StudioDomain

/// The studio's state in one SQLite file, which any number of processes of one machine may use at once.
///
/// What `transaction` returned survives both `kill -9` and a power cut: the journal is written ahead (WAL) and brought to the
/// disk before each commit returns (`synchronous = FULL`). `NORMAL` would do for kills, as what was written stays with the
/// operating system, and lose the last commits when the power goes. Waiting for the disk costs little, since transactions
/// that come together share one commit.
public struct SQLiteStore: StudioStore {
    private let pool: DatabasePool
    private let writer: SQLiteWriter
    private let readers: SQLiteReaders
    private let feed: SQLiteFeed
    private let json = StoredJSON()

    /// Opens a file or makes it, in a folder that is there, and brings it up to date.
    public init(file: URL) throws {
        try self.init(file: file, onStatement: nil)
    }

    /// - Parameter onStatement: told the SQL of every statement, for tests.
    package init(file: URL, onStatement: (@Sendable (String) -> Void)?) throws {
        var configuration = Self.configuration(onStatement: onStatement)
        pool = try Self.pool(for: file, configuration)
        writer = SQLiteWriter(pool: pool)
        configuration.readonly = true
        readers = SQLiteReaders(path: file.path, configuration: configuration)
        feed = SQLiteFeed(readers: readers)
    }

    public func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (any StudioTransaction) throws -> Result
    ) async throws -> Result {
        let json = json
        return try await writer.run { try body(SQLiteTransaction($1, in: $0, json: json)) }
    }

    /// Each look sees one moment of the state. It takes microseconds and waits for nobody, so it runs right where it is called:
    /// changing to another thread would take longer, and a transaction around the looks a fifth of it.
    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any StudioView) throws -> Result
    ) async throws -> Result {
        try readHere(body)
    }

    private func readHere<Result>(_ body: (any StudioView) throws -> Result) throws -> Result {
        try readers.read { try body(SQLiteView($0, json: json)) }
    }

    public func changes() -> AsyncStream<JobID> { feed.stream() }

    /// Copies the state as it is at one instant into a file that is not there yet. This process's changes wait meanwhile; looks
    /// and other processes do not.
    public func copy(to file: URL) async throws {
        try await pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [file.path]) }
    }
}

extension SQLiteStore {
    /// How long a transaction waits for those of other processes, in milliseconds.
    static let patience = 10_000

    private static func configuration(onStatement: (@Sendable (String) -> Void)?) -> Configuration {
        var configuration = Configuration()
        configuration.label = "SQLiteStore"
        // SQLite's own way of waiting sleeps for up to 100 ms and misses the moments between a busy process's commits.
        configuration.busyMode = .callback { tries in
            usleep(1000)
            return tries < patience
        }
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            if let onStatement {
                database.trace { if case .statement(let statement) = $0 { onStatement(statement.sql) } }
            }
        }
        return configuration
    }

    private static func pool(for file: URL, _ configuration: Configuration) throws -> DatabasePool {
        // Processes that start at once would make the tables at once: the folder is locked meanwhile.
        let lock = open(file.deletingLastPathComponent().path, O_RDONLY)
        defer { if lock >= 0 { close(lock) } }
        if lock >= 0 { flock(lock, LOCK_EX) }
        let pool = try DatabasePool(path: file.path, configuration: configuration)
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        guard try !pool.writeWithoutTransaction(SQLiteSchema.migrator.hasBeenSuperseded) else {
            throw SQLiteStoreError.unreadable("tables of a later version")
        }
        try SQLiteSchema.migrator.migrate(pool)
        return pool
    }
}
