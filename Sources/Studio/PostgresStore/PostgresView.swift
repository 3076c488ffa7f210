import Foundation
import StudioDomain

/// Look-ups on one connection.
class PostgresView: StudioView {
    let connection: PostgresConnection
    let json: StoredJSON

    init(_ connection: PostgresConnection, json: StoredJSON) {
        self.connection = connection
        self.json = json
    }

    /// Keeps other transactions from changing what an account has until this one ends; nothing where one only looks.
    func lock(_ account: AccountID) throws {}

    /// Locks the account that owns what is looked for.
    /// - Parameter sql: finds the account's identifier.
    func lockOwner(_ sql: String, _ parameters: [PostgresParameter]) throws {}

    // MARK: Accounts

    func account(_ id: AccountID) throws -> Account? {
        try lock(id)
        return try value("SELECT json FROM accounts WHERE id = $1", [.int(id.number)])
    }

    func account(named name: String) throws -> Account? {
        try lockOwner("SELECT id FROM accounts WHERE name = $1", [.text(name)])
        return try value("SELECT json FROM accounts WHERE name = $1", [.text(name)])
    }

    func accounts(skipping: Int, limit: Int) throws -> [Account] {
        try values("SELECT json FROM accounts ORDER BY id LIMIT $1 OFFSET $2", [.int(limit), .int(skipping)])
    }

    func apiKey(hash: String) throws -> APIKey? {
        try value("SELECT json FROM api_keys WHERE hash = $1", [.text(hash)])
    }

    func apiKeys(of account: AccountID) throws -> [APIKey] {
        try lock(account)
        return try values("SELECT json FROM api_keys WHERE account = $1 ORDER BY id", [.int(account.number)])
    }

    func accessKeyPair(_ accessKey: String) throws -> AccessKeyPair? {
        try lockOwner("SELECT account FROM access_keys WHERE access_key = $1", [.text(accessKey)])
        return try value("SELECT json FROM access_keys WHERE access_key = $1", [.text(accessKey)])
    }

    func accessKeyPairs(of account: AccountID) throws -> [AccessKeyPair] {
        try lock(account)
        return try values("SELECT json FROM access_keys WHERE account = $1 ORDER BY created", [.int(account.number)])
    }

    func webhookSecrets(of account: AccountID) throws -> [WebhookSecret] {
        try lock(account)
        return try values(
            "SELECT json FROM webhook_secrets WHERE account = $1 ORDER BY created DESC", [.int(account.number)])
    }

    func password(of account: AccountID) throws -> Password? {
        try lock(account)
        return try value("SELECT json FROM passwords WHERE account = $1", [.int(account.number)])
    }

    func session(hash: String) throws -> Session? {
        try value("SELECT json FROM sessions WHERE hash = $1", [.text(hash)])
    }

    func invitation(hash: String) throws -> Invitation? {
        try value("SELECT json FROM invitations WHERE hash = $1", [.text(hash)])
    }

    func auditEntries(of account: AccountID?, limit: Int) throws -> [AuditEntry] {
        guard let account else {
            return try values("SELECT json FROM audit ORDER BY place DESC LIMIT $1", [.int(limit)])
        }
        return try values(
            "SELECT json FROM audit WHERE account = $1 ORDER BY place DESC LIMIT $2",
            [.int(account.number), .int(limit)])
    }

    // MARK: Credits

    func grants(of account: AccountID) throws -> [Grant] {
        try lock(account)
        return try grants("WHERE account = $1 ORDER BY id DESC", [.int(account.number)])
    }

    func reservation(for job: JobID) throws -> Reservation? {
        try lockOwner("SELECT account FROM jobs WHERE id = $1", [.int(job.number)])
        return try value("SELECT json FROM reservations WHERE job = $1", [.int(job.number)])
    }

    func ledger(of account: AccountID) throws -> [LedgerEntry] {
        let rows = try connection.query(
            "SELECT reason, from_book, to_book, hundredths, time FROM ledger WHERE account = $1 ORDER BY place",
            [.int(account.number)])
        return try (0..<rows.count).map { row in
            guard let from = LedgerEntry.Book(rows.text(row, 1)), let to = LedgerEntry.Book(rows.text(row, 2)) else {
                throw PostgresStoreError.unreadable("the books \(rows.text(row, 1)) and \(rows.text(row, 2))")
            }
            return LedgerEntry(
                reason: rows.text(row, 0), account: account, from: from, to: to,
                credits: Credits(hundredths: try rows.int(row, 3)), time: try rows.date(row, 4))
        }
    }

    // MARK: Jobs

    func job(_ id: JobID) throws -> Job? {
        try lockOwner("SELECT account FROM jobs WHERE id = $1", [.int(id.number)])
        return try value("SELECT json FROM jobs WHERE id = $1", [.int(id.number)])
    }

    func begunJob(_ id: JobID) throws -> Job? {
        try lockOwner("SELECT account FROM jobs WHERE id = $1", [.int(id.number)])
        return try value("SELECT json FROM jobs WHERE id = $1 AND state <> 'submitted'", [.int(id.number)])
    }

    func job(externalID: String, of account: AccountID) throws -> Job? {
        try lock(account)
        return try value(
            "SELECT json FROM jobs WHERE account = $1 AND sha256(external_id) = sha256($2) AND external_id IS NOT NULL",
            [.int(account.number), .bytes(Data(externalID.utf8))])
    }

    func jobs(_ query: JobQuery, skipping: Int, limit: Int) throws -> [Job] {
        var (conditions, parameters) = ([String](), [PostgresParameter]())
        func require(_ condition: String, _ parameter: PostgresParameter?) {
            guard let parameter else { return }
            parameters.append(parameter)
            conditions.append("\(condition) $\(parameters.count)")
        }
        require("account =", query.account.map { .int($0.number) })
        require("surface =", query.surface.map { .text($0) })
        require("product =", query.product.map { .text($0.rawValue) })
        require("created >=", query.from.map { .time($0) })
        require("created <", query.until.map { .time($0) })
        require("id <", query.before.map { .int($0.number) })
        if let states = query.states {
            parameters.append(.texts(states.map(\.rawValue)))
            conditions.append("state = ANY ($\(parameters.count)::text[])")
        }
        let condition = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        let page = " ORDER BY id DESC LIMIT $\(parameters.count + 1) OFFSET $\(parameters.count + 2)"
        return try values("SELECT json FROM jobs" + condition + page, parameters + [.int(limit), .int(skipping)])
    }

    func queueSummary() throws -> QueueSummary {
        var (lines, oldest) = ([QueueSummary.Line](), [Date]())
        let waiting = try connection.query(
            "SELECT lane, model, count(*), min(created) FROM jobs WHERE state = 'submitted' GROUP BY lane, model")
        for row in 0..<waiting.count {
            lines.append(try line(.submitted, waiting, row))
            oldest.append(try waiting.date(row, 3))
        }
        let running = try connection.query(
            "SELECT lane, model, count(*) FROM jobs WHERE lease_ends IS NOT NULL GROUP BY lane, model")
        for row in 0..<running.count { lines.append(try line(.processing, running, row)) }
        return QueueSummary(lines: lines, oldestWaiting: oldest.min())
    }

    private func line(_ state: Job.State, _ rows: PostgresRows, _ row: Int) throws -> QueueSummary.Line {
        QueueSummary.Line(
            state: state, model: rows.text(row, 1), lane: try lane(rows.int(row, 0)), count: Int(try rows.int(row, 2)))
    }

    func endedJobs(before time: Date, limit: Int) throws -> [Job] {
        try values(
            "SELECT json FROM jobs WHERE updated < $1 AND slots = 0 ORDER BY updated, id LIMIT $2",
            [.time(time), .int(limit)])
    }

    func preview(of job: JobID) throws -> Preview? {
        let rows = try connection.query("SELECT step, picture FROM previews WHERE job = $1", [.int(job.number)])
        guard rows.count > 0 else { return nil }
        return Preview(job: job, step: Int(try rows.int(0, 0)), picture: try rows.bytes(0, 1))
    }

    func slotsTaken(by account: AccountID, product: Product) throws -> Int {
        try lock(account)
        let rows = try connection.query(
            "SELECT taken FROM slots WHERE account = $1 AND product = $2",
            [.int(account.number), .text(product.rawValue)])
        return rows.count == 0 ? 0 : Int(try rows.int(0, 0))
    }

    // MARK: Deliveries, elements, selections and assets

    func deliveries(for job: JobID) throws -> [Delivery] {
        try values("SELECT json FROM deliveries WHERE job = $1 ORDER BY id", [.int(job.number)])
    }

    func deliverySummary(at time: Date) throws -> DeliverySummary {
        let rows = try connection.query("SELECT count(*), min(due) FROM deliveries WHERE state = 'waiting'")
        let oldest = rows.isNull(0, 1) ? nil : try rows.date(0, 1)
        return DeliverySummary(waiting: Int(try rows.int(0, 0)), oldestDue: oldest.flatMap { $0 <= time ? $0 : nil })
    }

    func element(_ id: ElementID) throws -> StudioElement? {
        try lockOwner("SELECT account FROM elements WHERE id = $1", [.int(id.number)])
        return try value("SELECT json FROM elements WHERE id = $1", [.int(id.number)])
    }

    func elements(of account: AccountID, skipping: Int, limit: Int) throws -> [StudioElement] {
        try values(
            "SELECT json FROM elements WHERE account = $1 AND NOT is_deleted ORDER BY id DESC LIMIT $2 OFFSET $3",
            [.int(account.number), .int(limit), .int(skipping)])
    }

    func selection(_ id: SelectionID) throws -> ClipSelection? {
        try lockOwner("SELECT account FROM selections WHERE id = $1", [.int(id.number)])
        return try value("SELECT json FROM selections WHERE id = $1", [.int(id.number)])
    }

    func selectionCount(of account: AccountID) throws -> Int {
        try lock(account)
        return Int(
            try connection.query("SELECT count(*) FROM selections WHERE account = $1", [.int(account.number)]).int(0, 0)
        )
    }

    func asset(_ id: AssetID) throws -> Asset? { try value("SELECT json FROM assets WHERE id = $1", [.int(id.number)]) }

    func assets(before time: Date, limit: Int) throws -> [Asset] {
        try values(
            "SELECT json FROM assets WHERE created < $1 ORDER BY created, id LIMIT $2", [.time(time), .int(limit)])
    }
}

extension PostgresView {
    /// The value whose JSON is the only column of the first row.
    func value<Value: Decodable & Sendable>(_ sql: String, _ parameters: [PostgresParameter]) throws -> Value? {
        let rows = try connection.query(sql, parameters)
        return rows.count == 0 ? nil : try json.decode(Value.self, from: rows.data(0, 0))
    }

    func values<Value: Decodable & Sendable>(_ sql: String, _ parameters: [PostgresParameter]) throws -> [Value] {
        let rows = try connection.query(sql, parameters)
        return try (0..<rows.count).map { try json.decode(from: rows.data($0, 0)) }
    }

    /// - Parameter condition: what comes after the table in SQL.
    func grants(_ condition: String, _ parameters: [PostgresParameter]) throws -> [Grant] {
        let rows = try connection.query("SELECT json, remaining FROM grants \(condition)", parameters)
        return try (0..<rows.count).map { row in
            let grant: Grant = try json.decode(from: rows.data(row, 0))
            return grant.with(remaining: Credits(hundredths: try rows.int(row, 1)))
        }
    }

    func lane(_ number: Int64) throws -> Lane {
        guard let lane = Lane(rawValue: Int(number)) else { throw PostgresStoreError.unreadable("lane \(number)") }
        return lane
    }
}
