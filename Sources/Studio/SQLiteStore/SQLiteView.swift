import Foundation
import GRDB
import StudioDomain

/// Look-ups on one connection.
class SQLiteView: StudioView {
    let database: Database
    let json: StoredJSON

    init(_ database: Database, json: StoredJSON) {
        self.database = database
        self.json = json
    }

    // MARK: Accounts

    func account(_ id: AccountID) throws -> Account? {
        try value("SELECT json FROM accounts WHERE id = ?", [id.number])
    }

    func account(named name: String) throws -> Account? {
        try value("SELECT json FROM accounts WHERE name = ?", [name])
    }

    func accounts(skipping: Int, limit: Int) throws -> [Account] {
        try values("SELECT json FROM accounts ORDER BY id LIMIT ? OFFSET ?", [limit, skipping])
    }

    func apiKey(hash: String) throws -> APIKey? {
        try value("SELECT json FROM api_keys WHERE hash = ?", [hash])
    }

    func apiKeys(of account: AccountID) throws -> [APIKey] {
        try values("SELECT json FROM api_keys WHERE account = ? ORDER BY id", [account.number])
    }

    func accessKeyPair(_ accessKey: String) throws -> AccessKeyPair? {
        try value("SELECT json FROM access_keys WHERE access_key = ?", [accessKey])
    }

    func accessKeyPairs(of account: AccountID) throws -> [AccessKeyPair] {
        try values("SELECT json FROM access_keys WHERE account = ? ORDER BY created", [account.number])
    }

    func webhookSecrets(of account: AccountID) throws -> [WebhookSecret] {
        try values("SELECT json FROM webhook_secrets WHERE account = ? ORDER BY created DESC", [account.number])
    }

    func password(of account: AccountID) throws -> Password? {
        try value("SELECT json FROM passwords WHERE account = ?", [account.number])
    }

    func session(hash: String) throws -> Session? { try value("SELECT json FROM sessions WHERE hash = ?", [hash]) }

    func invitation(hash: String) throws -> Invitation? {
        try value("SELECT json FROM invitations WHERE hash = ?", [hash])
    }

    func auditEntries(of account: AccountID?, limit: Int) throws -> [AuditEntry] {
        guard let account else { return try values("SELECT json FROM audit ORDER BY place DESC LIMIT ?", [limit]) }
        return try values(
            "SELECT json FROM audit WHERE account = ? ORDER BY place DESC LIMIT ?", [account.number, limit])
    }

    // MARK: Credits

    func grants(of account: AccountID) throws -> [Grant] {
        try grants("WHERE account = ? ORDER BY id DESC", [account.number])
    }

    func reservation(for job: JobID) throws -> Reservation? {
        try value("SELECT json FROM reservations WHERE job = ?", [job.number])
    }

    func ledger(of account: AccountID) throws -> [LedgerEntry] {
        let statement = try database.cachedStatement(
            sql: "SELECT reason, from_book, to_book, hundredths, time FROM ledger WHERE account = ? ORDER BY place")
        return try Row.fetchCursor(statement, arguments: [account.number]).mapEntries(of: account)
    }

    // MARK: Jobs

    func job(_ id: JobID) throws -> Job? {
        try value("SELECT json FROM jobs WHERE id = ?", [id.number])
    }

    func begunJob(_ id: JobID) throws -> Job? {
        try value("SELECT json FROM jobs WHERE id = ? AND state <> 'submitted'", [id.number])
    }

    func job(externalID: String, of account: AccountID) throws -> Job? {
        try value(
            "SELECT json FROM jobs WHERE account = ? AND external_id = ?",
            [account.number, Data(externalID.utf8)])
    }

    func jobs(_ query: JobQuery, skipping: Int, limit: Int) throws -> [Job] {
        var (conditions, arguments) = ([String](), [SQLiteArgument?]())
        func require(_ condition: String, _ value: SQLiteArgument?) {
            guard let value else { return }
            conditions.append(condition)
            arguments += [value]
        }
        require("account = ?", query.account?.number)
        require("surface = ?", query.surface)
        require("product = ?", query.product?.rawValue)
        require("created >= ?", query.from?.stored)
        require("created < ?", query.until?.stored)
        require("id < ?", query.before?.number)
        if let states = query.states {
            conditions.append("state IN (\(states.map { _ in "?" }.joined(separator: ", ")))")
            arguments += states.map(\.rawValue)
        }
        let condition = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        return try values(
            "SELECT json FROM jobs\(condition) ORDER BY id DESC LIMIT ? OFFSET ?",
            arguments + [limit, skipping])
    }

    func queueSummary() throws -> QueueSummary {
        var (lines, oldest) = ([QueueSummary.Line](), [Date]())
        let waiting = try database.cachedStatement(
            sql: """
                SELECT lane, model, count(*), min(created) FROM jobs WHERE state = 'submitted' GROUP BY lane, model
                """)
        for row in try Row.fetchAll(waiting) {
            lines.append(.init(state: .submitted, model: row[1], lane: try lane(row[0]), count: row[2]))
            oldest.append(Date(stored: row[3]))
        }
        let running = try database.cachedStatement(
            sql: "SELECT lane, model, count(*) FROM jobs WHERE lease_ends IS NOT NULL GROUP BY lane, model")
        for row in try Row.fetchAll(running) {
            lines.append(.init(state: .processing, model: row[1], lane: try lane(row[0]), count: row[2]))
        }
        return QueueSummary(lines: lines, oldestWaiting: oldest.min())
    }

    func endedJobs(before time: Date, limit: Int) throws -> [Job] {
        try values(
            "SELECT json FROM jobs WHERE slots = 0 AND updated < ? ORDER BY updated, id LIMIT ?", [time.stored, limit])
    }

    func preview(of job: JobID) throws -> Preview? {
        let statement = try database.cachedStatement(sql: "SELECT step, picture FROM previews WHERE job = ?")
        return try Row.fetchOne(statement, arguments: [job.number]).map {
            Preview(job: job, step: $0[0], picture: $0[1])
        }
    }

    func slotsTaken(by account: AccountID, product: Product) throws -> Int {
        try database.first(
            "SELECT taken FROM slots WHERE account = ? AND product = ?", [account.number, product.rawValue]
        ) { Int($0.integer(0)) } ?? 0
    }

    // MARK: Deliveries, elements, selections and assets

    func deliveries(for job: JobID) throws -> [Delivery] {
        try values("SELECT json FROM deliveries WHERE job = ? ORDER BY id", [job.number])
    }

    func deliverySummary(at time: Date) throws -> DeliverySummary {
        let statement = try database.cachedStatement(
            sql: "SELECT count(*), min(due) FROM deliveries WHERE state = 'waiting'")
        let row = try Row.fetchOne(statement)
        let oldest = (row?[1] as Double?).map(Date.init(stored:))
        return DeliverySummary(waiting: row?[0] ?? 0, oldestDue: oldest.flatMap { $0 <= time ? $0 : nil })
    }

    func element(_ id: ElementID) throws -> StudioElement? {
        try value("SELECT json FROM elements WHERE id = ?", [id.number])
    }

    func elements(of account: AccountID, skipping: Int, limit: Int) throws -> [StudioElement] {
        try values(
            "SELECT json FROM elements WHERE account = ? AND is_deleted = 0 ORDER BY id DESC LIMIT ? OFFSET ?",
            [account.number, limit, skipping])
    }

    func selection(_ id: SelectionID) throws -> ClipSelection? {
        try value("SELECT json FROM selections WHERE id = ?", [id.number])
    }

    /// Looked for in all of them: there are few, and none is older than a day.
    func selectionCount(of account: AccountID) throws -> Int {
        try database.first("SELECT count(*) FROM selections WHERE json ->> 'account' = ?", [account.number]) {
            Int($0.integer(0))
        } ?? 0
    }

    func asset(_ id: AssetID) throws -> Asset? { try value("SELECT json FROM assets WHERE id = ?", [id.number]) }

    func assets(before time: Date, limit: Int) throws -> [Asset] {
        try values("SELECT json FROM assets WHERE created < ? ORDER BY created, id LIMIT ?", [time.stored, limit])
    }
}

extension SQLiteView {
    /// The value whose JSON is the only column of the first row.
    func value<Value: Decodable & Sendable>(_ sql: String, _ arguments: [SQLiteArgument?]) throws -> Value? {
        try database.first(sql, arguments) { try json.decode(from: $0.data(0)) }
    }

    func values<Value: Decodable & Sendable>(_ sql: String, _ arguments: [SQLiteArgument?]) throws -> [Value] {
        try database.all(sql, arguments) { try json.decode(from: $0.data(0)) }
    }

    /// - Parameter condition: what comes after the table in SQL.
    func grants(_ condition: String, _ arguments: [SQLiteArgument?]) throws -> [Grant] {
        try database.all("SELECT json, remaining FROM grants \(condition)", arguments) { row in
            let grant: Grant = try json.decode(from: row.data(0))
            return grant.with(remaining: Credits(hundredths: row.integer(1)))
        }
    }

    func lane(_ number: Int) throws -> Lane {
        guard let lane = Lane(rawValue: number) else { throw SQLiteStoreError.unreadable("lane \(number)") }
        return lane
    }
}

/// What a file holds that this version cannot read.
public enum SQLiteStoreError: Error, Equatable, Sendable, CustomStringConvertible {
    case unreadable(String)
    /// A value is replaced that was never inserted.
    case missing(String)

    public var description: String {
        switch self {
        case .unreadable(let what): "The database holds \(what), which this version of Kinora does not know."
        case .missing(let what): "There is no \(what) to replace in the database."
        }
    }
}

extension Date {
    /// Seconds since the beginning of 2001, which is what a date holds: nothing is rounded.
    var stored: Double { timeIntervalSinceReferenceDate }

    init(stored: Double) { self.init(timeIntervalSinceReferenceDate: stored) }
}

extension RowCursor {
    /// Rows of reason, from_book, to_book, hundredths and time.
    fileprivate func mapEntries(of account: AccountID) throws -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        while let row = try next() {
            guard let from = LedgerEntry.Book(row[1]), let to = LedgerEntry.Book(row[2]) else {
                throw SQLiteStoreError.unreadable("the books \(row[1] as String) and \(row[2] as String)")
            }
            entries.append(
                LedgerEntry(
                    reason: row[0], account: account, from: from, to: to, credits: Credits(hundredths: row[3]),
                    time: Date(stored: row[4])))
        }
        return entries
    }
}
