import CPostgres
import Foundation

/// One connection to a server. Every call waits, on the calling thread, until the server answered.
package final class PostgresConnection {
    let handle: OpaquePointer
    /// Names of prepared statements by their SQL.
    private var prepared: [String: String] = [:]

    /// - Throws: `PostgresStoreError.unreachable`.
    package init(url: String) throws {
        // What comes before `dbname` holds unless the URL says otherwise. A server that vanished without a word is noticed after
        // 15 seconds.
        let settings: [(String, String)] = [
            ("application_name", "kinora"), ("connect_timeout", "5"), ("keepalives_idle", "5"),
            ("keepalives_interval", "5"), ("keepalives_count", "2"), ("tcp_user_timeout", "15000"), ("dbname", url),
            ("client_encoding", "UTF8"),
        ]
        let names = settings.map { strdup($0.0) }
        let values = settings.map { strdup($0.1) }
        defer { (names + values).forEach { free($0) } }
        guard
            let handle = PQconnectdbParams(
                names.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
        else { throw PostgresStoreError.unreachable("out of memory") }
        self.handle = handle
        guard PQstatus(handle) == CONNECTION_OK else {
            throw PostgresStoreError.unreachable(
                String(cString: PQerrorMessage(handle)).trimmingCharacters(in: .whitespacesAndNewlines))
        }
        // Notices, such as that a table is there already, would go to the standard error.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        // Whatever is asked for here has an index. Plans are kept for as long as the connection, and one that was made while a
        // table was empty would read all of it later. A process that hangs must not keep its locks.
        try run("SET enable_seqscan = off; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '30s'")
    }

    deinit { PQfinish(handle) }

    var isLost: Bool { PQstatus(handle) == CONNECTION_BAD }

    /// Runs statements without parameters, in one go.
    /// - Returns: what the server calls the last one, such as "COMMIT".
    @discardableResult
    package func run(_ sql: String) throws -> String {
        let rows = try PostgresRows(PQexec(handle, sql), of: self)
        return rows.command
    }

    /// Runs one statement, which is prepared the first time.
    @discardableResult
    func query(_ sql: String, _ parameters: [PostgresParameter] = []) throws -> PostgresRows {
        let name = try prepare(sql)
        return try PostgresParameter.withPointers(to: parameters) { values, lengths, formats in
            try PostgresRows(
                PQexecPrepared(handle, name, Int32(parameters.count), values, lengths, formats, 0), of: self)
        }
    }

    private func prepare(_ sql: String) throws -> String {
        if let name = prepared[sql] { return name }
        let name = "s\(prepared.count)"
        _ = try PostgresRows(PQprepare(handle, name, sql, 0, nil), of: self)
        prepared[sql] = name
        return name
    }
}

/// A value for a place `$1`, `$2`, ... of a statement.
enum PostgresParameter {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case text(String)
    case bytes(Data)
    case ints([Int64])
    case texts([String])

    static func int(_ value: Int) -> PostgresParameter { .int(Int64(value)) }
    static func time(_ value: Date) -> PostgresParameter { .double(value.stored) }
    static func time(_ value: Date?) -> PostgresParameter { value.map { .double($0.stored) } ?? .null }

    /// Hands out what libpq wants. Texts and bytes travel with their length, so that a zero byte is not taken for their end.
    static func withPointers<Result>(
        to parameters: [PostgresParameter],
        _ body: (_ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) throws -> Result
    ) rethrows -> Result {
        var (bytes, starts, lengths, formats) = ([UInt8](), [Int?](), [Int32](), [Int32]())
        for parameter in parameters {
            let start = bytes.count
            let isBinary = parameter.append(to: &bytes)
            starts.append(parameter.isNull ? nil : start)
            lengths.append(Int32(bytes.count - start))
            formats.append(isBinary ? 1 : 0)
            bytes.append(0)
        }
        return try bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return try body(starts.map { start in start.flatMap { base?.advanced(by: $0) } }, lengths, formats)
        }
    }

    private var isNull: Bool { if case .null = self { true } else { false } }

    /// - Returns: whether the bytes are the value itself rather than its text.
    private func append(to bytes: inout [UInt8]) -> Bool {
        switch self {
        case .null: return false
        case .bool(let value): bytes.append(value ? UInt8(ascii: "t") : UInt8(ascii: "f"))
        case .int(let value): bytes += Array(String(value).utf8)
        // The shortest digits that name this number and no other.
        case .double(let value): bytes += Array(value.description.utf8)
        case .text(let value):
            bytes += Array(value.utf8)
            return true
        case .bytes(let value):
            bytes += value
            return true
        case .ints(let values): bytes += Array("{\(values.map(String.init).joined(separator: ","))}".utf8)
        case .texts(let values): bytes += Array("{\(values.map(Self.quoted).joined(separator: ","))}".utf8)
        }
        return false
    }

    /// As an array's text has it.
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\""
    }
}

/// What a statement returned.
final class PostgresRows {
    private let result: OpaquePointer

    /// Takes a result over.
    /// - Throws: `PostgresStoreError` for one that is an error.
    init(_ result: OpaquePointer?, of connection: PostgresConnection) throws {
        guard let result else { throw PostgresStoreError.lost }
        self.result = result
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
            func field(_ code: UnicodeScalar) -> String? {
                PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
            }
            let code = field("C") ?? ""
            // 08 is trouble with the connection, 57P a server that stops; it says so before it closes the connection.
            if connection.isLost || code.hasPrefix("08") || code.hasPrefix("57P") { throw PostgresStoreError.lost }
            throw PostgresStoreError.refused(
                code: code, constraint: field("n"), message: field("M") ?? "no message")
        }
    }

    deinit { PQclear(result) }

    var count: Int { Int(PQntuples(result)) }
    var command: String { String(cString: PQcmdStatus(result)) }
    /// How many rows were inserted, changed or deleted.
    var changed: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    func isNull(_ row: Int, _ column: Int) -> Bool { PQgetisnull(result, Int32(row), Int32(column)) == 1 }

    /// The value as the server writes it.
    func data(_ row: Int, _ column: Int) -> Data {
        Data(
            bytes: PQgetvalue(result, Int32(row), Int32(column)),
            count: Int(PQgetlength(result, Int32(row), Int32(column))))
    }

    func text(_ row: Int, _ column: Int) -> String { String(decoding: data(row, column), as: UTF8.self) }

    func int(_ row: Int, _ column: Int) throws -> Int64 { try number(row, column) }

    func double(_ row: Int, _ column: Int) throws -> Double { try number(row, column) }

    func date(_ row: Int, _ column: Int) throws -> Date { Date(stored: try number(row, column)) }

    /// A bytea, which the server writes as "\x" and hexadecimal digits.
    func bytes(_ row: Int, _ column: Int) throws -> Data {
        let digits = data(row, column).dropFirst(2)
        func value(_ digit: UInt8) -> UInt8 { digit < 58 ? digit - 48 : digit - 87 }
        return Data(
            stride(from: digits.startIndex, to: digits.endIndex, by: 2).map {
                value(digits[$0]) << 4 | value(digits[$0 + 1])
            })
    }

    private func number<Number: LosslessStringConvertible>(_ row: Int, _ column: Int) throws -> Number {
        guard let number = Number(text(row, column)) else { throw PostgresStoreError.unreadable("no number") }
        return number
    }
}

extension Date {
    /// Seconds since the beginning of 2001, which is what a date holds: nothing is rounded.
    var stored: Double { timeIntervalSinceReferenceDate }

    init(stored: Double) { self.init(timeIntervalSinceReferenceDate: stored) }
}
