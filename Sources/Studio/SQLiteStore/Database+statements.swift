import Foundation
import GRDB
import GRDBSQLite

/// Statements that GRDB keeps prepared, run by SQLite's own functions. GRDB would make a cursor for each and look at what it
/// changes, for observers of which there are none here: that takes as long as a small statement itself.
extension Database {
    func run(_ sql: String, _ arguments: [SQLiteArgument?] = []) throws {
        try first(sql, arguments) { _ in }
    }

    /// What is made of the first row; nothing where there is none.
    @discardableResult
    func first<Value>(
        _ sql: String, _ arguments: [SQLiteArgument?] = [], _ read: (SQLiteRow) throws -> Value
    ) throws -> Value? {
        let statement = try cachedStatement(sql: sql)
        try bind(arguments, to: statement)
        defer { sqlite3_reset(statement.sqliteStatement) }
        return try step(statement) ? read(SQLiteRow(statement: statement.sqliteStatement)) : nil
    }

    /// What is made of all rows.
    func all<Value>(
        _ sql: String, _ arguments: [SQLiteArgument?] = [], _ read: (SQLiteRow) throws -> Value
    ) throws -> [Value] {
        let statement = try cachedStatement(sql: sql)
        try bind(arguments, to: statement)
        defer { sqlite3_reset(statement.sqliteStatement) }
        var values: [Value] = []
        while try step(statement) { values.append(try read(SQLiteRow(statement: statement.sqliteStatement))) }
        return values
    }

    private func bind(_ arguments: [SQLiteArgument?], to statement: Statement) throws {
        let handle = statement.sqliteStatement
        precondition(arguments.count == sqlite3_bind_parameter_count(handle))
        for (index, argument) in arguments.enumerated() {
            let place = Int32(index + 1)
            let code = argument?.bind(to: handle, at: place) ?? sqlite3_bind_null(handle, place)
            guard code == SQLITE_OK else { throw error(code, in: statement) }
        }
    }

    /// Whether there is another row.
    private func step(_ statement: Statement) throws -> Bool {
        switch sqlite3_step(statement.sqliteStatement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw error(code, in: statement)
        }
    }

    private func error(_ code: Int32, in statement: Statement) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: code), message: lastErrorMessage, sql: statement.sql)
    }
}

/// What stands for a question mark in a statement.
protocol SQLiteArgument {
    /// - Returns: SQLite's code.
    func bind(to statement: OpaquePointer, at place: Int32) -> Int32
}

extension Int64: SQLiteArgument {
    func bind(to statement: OpaquePointer, at place: Int32) -> Int32 { sqlite3_bind_int64(statement, place, self) }
}

extension Int: SQLiteArgument {
    func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
        sqlite3_bind_int64(statement, place, Int64(self))
    }
}

extension Bool: SQLiteArgument {
    func bind(to statement: OpaquePointer, at place: Int32) -> Int32 { (self ? 1 : 0).bind(to: statement, at: place) }
}

extension Double: SQLiteArgument {
    func bind(to statement: OpaquePointer, at place: Int32) -> Int32 { sqlite3_bind_double(statement, place, self) }
}

extension String: SQLiteArgument {
    func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
        var text = self
        return text.withUTF8 { bytes in
            // A text without characters has no address, which would make it a null.
            bytes.withMemoryRebound(to: CChar.self) { bytes in
                bytes.isEmpty
                    ? sqlite3_bind_text(statement, place, "", 0, copied)
                    : sqlite3_bind_text(statement, place, bytes.baseAddress, Int32(bytes.count), copied)
            }
        }
    }
}

extension Data: SQLiteArgument {
    func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
        withUnsafeBytes { bytes in
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(statement, place, 0)
                : sqlite3_bind_blob(statement, place, bytes.baseAddress, Int32(bytes.count), copied)
        }
    }
}

/// SQLITE_TRANSIENT: SQLite takes a copy.
private nonisolated(unsafe) let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// The row that a statement stands at.
struct SQLiteRow {
    let statement: OpaquePointer

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func real(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }

    /// The bytes of a text or a blob.
    func data(_ column: Int32) -> Data {
        guard let bytes = sqlite3_column_blob(statement, column) else { return Data() }
        return Data(bytes: bytes, count: Int(sqlite3_column_bytes(statement, column)))
    }
}
