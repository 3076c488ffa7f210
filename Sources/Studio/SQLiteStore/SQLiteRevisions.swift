import GRDB

/// Gives the transactions of one commit their revisions: the newest is read once and written once for all of them.
final class SQLiteRevisions {
    private let database: Database
    private var newest: Int64?

    /// - Parameter database: within a transaction, so that nobody else gives revisions meanwhile.
    init(_ database: Database) { self.database = database }

    func next() throws -> Int64 {
        let next = try (newest ?? read()) + 1
        newest = next
        return next
    }

    /// To be called before the commit.
    func save() throws {
        guard let newest else { return }
        try database.run("UPDATE revisions SET newest = ?", [newest])
    }

    private func read() throws -> Int64 {
        guard let newest = try database.first("SELECT newest FROM revisions", [], { $0.integer(0) }) else {
            throw SQLiteStoreError.unreadable("no revision of jobs")
        }
        return newest
    }
}
