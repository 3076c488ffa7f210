import Foundation
import StudioDomain

/// Changes within an open transaction (READ COMMITTED).
///
/// What goes together belongs to one account: its credits, its slots, its jobs, its turns. So the account is what is locked, with
/// an advisory lock until the transaction ends, before anything of it is looked at. Locks on rows alone would not do: a job could
/// be submitted between a claim's look at an empty queue and its removal of the account's turn, and would wait without a turn;
/// a submission that waited for a grant's row would see the reservations of before. One who holds an account's lock sees all
/// that others did under it, since every statement sees what is committed when it begins.
///
/// Whoever looks for something of any account (`nextTurn`, `lostJobs`, `endedJobs`, `endedGrants`, `endedSelections`) leaves out accounts that
/// are locked and waits for one only while it holds none, so that nobody waits in a circle.
final class PostgresTransaction: PostgresView, StudioTransaction {
    private var locked: Set<AccountID> = []
    private(set) var changedJobs: Set<JobID> = []

    override func lock(_ account: AccountID) throws {
        guard !locked.contains(account) else { return }
        try connection.query("SELECT pg_advisory_xact_lock($1)", [.int(account.number)])
        locked.insert(account)
    }

    override func lockOwner(_ sql: String, _ parameters: [PostgresParameter]) throws {
        let rows = try connection.query(sql, parameters)
        if rows.count > 0 { try lock(AccountID(number: try rows.int(0, 0))) }
    }

    /// Locks those accounts that nobody else has.
    /// - Returns: those of them that are locked now.
    private func lockFree(_ accounts: [AccountID]) throws -> Set<AccountID> {
        let unlocked = Set(accounts).subtracting(locked)
        if !unlocked.isEmpty {
            let rows = try connection.query(
                "SELECT account, pg_try_advisory_xact_lock(account) FROM unnest($1::bigint[]) AS account",
                [.ints(unlocked.map(\.number).sorted())])
            for row in 0..<rows.count where rows.text(row, 1) == "t" {
                locked.insert(AccountID(number: try rows.int(row, 0)))
            }
        }
        return locked.intersection(accounts)
    }

    /// What a broken uniqueness means to the domain.
    func duplicate(_ error: any Error) -> DuplicateError? {
        guard case PostgresStoreError.refused("23505", let constraint, _) = error else { return nil }
        return switch constraint {
        case "jobs_pkey": .job
        case "jobs_named": .externalID
        case "ledger_reason": .ledgerReason
        case "elements_pkey": .element
        case "selections_pkey": .selection
        case "accounts_name": .account
        default: nil
        }
    }

    // MARK: Accounts

    func save(_ account: Account) throws {
        try connection.query(
            """
            INSERT INTO accounts (id, name, json) VALUES ($1, $2, $3)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, json = excluded.json
            """, [.int(account.id.number), .text(account.name), text(account)])
    }

    func save(_ key: APIKey) throws {
        try connection.query(
            """
            INSERT INTO api_keys (id, account, hash, json) VALUES ($1, $2, $3, $4)
            ON CONFLICT (id) DO UPDATE SET json = excluded.json
            """, [.int(key.id.number), .int(key.account.number), .text(key.hash), text(key)])
    }

    func save(_ pair: AccessKeyPair) throws {
        try connection.query(
            """
            INSERT INTO access_keys (access_key, account, created, json) VALUES ($1, $2, $3, $4)
            ON CONFLICT (access_key) DO UPDATE SET json = excluded.json
            """, [.text(pair.accessKey), .int(pair.account.number), .time(pair.createdAt), text(pair)])
    }

    func replaceWebhookSecrets(of account: AccountID, with secrets: [WebhookSecret]) throws {
        try connection.query("DELETE FROM webhook_secrets WHERE account = $1", [.int(account.number)])
        for secret in secrets {
            try connection.query(
                "INSERT INTO webhook_secrets (account, created, json) VALUES ($1, $2, $3)",
                [.int(account.number), .time(secret.createdAt), text(secret)])
        }
    }

    func save(_ password: Password) throws {
        try lock(password.account)
        try connection.query(
            """
            INSERT INTO passwords (account, json) VALUES ($1, $2)
            ON CONFLICT (account) DO UPDATE SET json = excluded.json
            """, [.int(password.account.number), text(password)])
    }

    func save(_ session: Session) throws {
        try connection.query(
            "INSERT INTO sessions (hash, account, ends, json) VALUES ($1, $2, $3, $4)",
            [.text(session.hash), .int(session.account.number), .time(session.endsAt), text(session)])
    }

    func removeSession(hash: String) throws {
        try connection.query("DELETE FROM sessions WHERE hash = $1", [.text(hash)])
    }

    func removeSessions(of account: AccountID) throws {
        try lock(account)
        try connection.query("DELETE FROM sessions WHERE account = $1", [.int(account.number)])
    }

    func save(_ invitation: Invitation) throws {
        try connection.query(
            "INSERT INTO invitations (hash, ends, json) VALUES ($1, $2, $3)",
            [.text(invitation.hash), .time(invitation.endsAt), text(invitation)])
    }

    /// The second of two that remove it waits for the first and then finds none.
    func removeInvitation(hash: String) throws -> Bool {
        try connection.query("DELETE FROM invitations WHERE hash = $1 RETURNING 1", [.text(hash)]).count == 1
    }

    func removeSignIns(endedBefore time: Date) throws {
        try connection.query("DELETE FROM sessions WHERE ends <= $1", [.time(time)])
        try connection.query("DELETE FROM invitations WHERE ends <= $1", [.time(time)])
    }

    func append(_ entry: AuditEntry) throws {
        try connection.query(
            "INSERT INTO audit (account, json) VALUES ($1, $2)", [.int(entry.account.number), text(entry)])
    }

    // MARK: Credits

    func openGrants(of account: AccountID) throws -> [Grant] {
        try lock(account)
        return try grants(
            "WHERE account = $1 AND (remaining > 0 OR held > 0) ORDER BY id", [.int(account.number)])
    }

    func endedGrants(before time: Date, limit: Int) throws -> [Grant] {
        let ended = try grants(
            "WHERE remaining > 0 AND valid_until <= $1 ORDER BY valid_until, id LIMIT $2", [.time(time), .int(limit)])
        guard !ended.isEmpty else { return [] }
        let accounts = try lockFree(ended.map(\.account))
        // What was seen before the lock may have changed.
        return try grants(
            """
            WHERE id = ANY ($1::bigint[]) AND account = ANY ($2::bigint[]) AND remaining > 0
            ORDER BY valid_until, id
            """, [.ints(ended.map(\.id.number)), .ints(accounts.map(\.number))])
    }

    func save(_ grant: Grant) throws {
        let changed = try connection.query(
            "UPDATE grants SET remaining = $1 WHERE id = $2",
            [.int(grant.remaining.hundredths), .int(grant.id.number)]
        ).changed
        guard changed == 0 else { return }
        try connection.query(
            "INSERT INTO grants (id, account, remaining, valid_until, json) VALUES ($1, $2, $3, $4, $5)",
            [
                .int(grant.id.number), .int(grant.account.number), .int(grant.remaining.hundredths),
                .time(grant.validUntil), text(grant),
            ])
    }

    func insert(_ reservation: Reservation) throws {
        precondition(reservation.state == .held)
        try connection.query(
            "INSERT INTO reservations (job, state, json) VALUES ($1, $2, $3)",
            [.int(reservation.job.number), .text(reservation.state.rawValue), text(reservation)])
        try count(1, of: reservation)
    }

    func save(_ reservation: Reservation) throws {
        precondition(reservation.state != .held)
        let changed = try connection.query(
            "UPDATE reservations SET state = $1, json = $2 WHERE job = $3 AND state = 'held'",
            [.text(reservation.state.rawValue), text(reservation), .int(reservation.job.number)]
        ).changed
        if changed == 1 { try count(-1, of: reservation) }
    }

    /// Counts a reservation in or out of the grants that it holds parts of.
    private func count(_ change: Int, of reservation: Reservation) throws {
        try connection.query(
            "UPDATE grants SET held = held + $1 WHERE id = ANY ($2::bigint[])",
            [.int(change), .ints(reservation.parts.map(\.grant.number))])
    }

    func append(_ entries: [LedgerEntry]) throws {
        for entry in entries {
            try connection.query(
                """
                INSERT INTO ledger (reason, account, from_book, to_book, hundredths, time)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                [
                    .text(entry.reason), .int(entry.account.number), .text(entry.from.description),
                    .text(entry.to.description), .int(entry.credits.hundredths), .time(entry.time),
                ])
        }
    }

    // MARK: Jobs

    func insert(_ job: Job) throws {
        try connection.query(
            """
            INSERT INTO jobs (
                id, account, external_id, surface, product, lane, model, created, state, slots, updated, lease_ends, json)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            [
                .int(job.id.number), .int(job.account.number), job.externalID.map { .bytes(Data($0.utf8)) } ?? .null,
                .text(job.surface), .text(job.product.rawValue), .int(job.lane.rawValue), .text(job.model),
                .time(job.createdAt), .text(job.state.rawValue), .int(job.state.isFinal ? 0 : job.slots),
                .time(job.updatedAt), .time(job.lease?.ends), text(job),
            ])
        changedJobs.insert(job.id)
    }

    func save(_ job: Job) throws {
        try replace(
            "job \(job.id)",
            "UPDATE jobs SET state = $1, slots = $2, updated = $3, lease_ends = $4, json = $5 WHERE id = $6",
            [
                .text(job.state.rawValue), .int(job.state.isFinal ? 0 : job.slots), .time(job.updatedAt),
                .time(job.lease?.ends), text(job), .int(job.id.number),
            ])
        changedJobs.insert(job.id)
    }

    func remove(_ job: Job) throws {
        try lock(job.account)
        if let reservation = try reservation(for: job.id), reservation.state == .held { try count(-1, of: reservation) }
        for sql in [
            "DELETE FROM jobs WHERE id = $1", "DELETE FROM reservations WHERE job = $1",
            "DELETE FROM deliveries WHERE job = $1", "DELETE FROM previews WHERE job = $1",
        ] {
            try connection.query(sql, [.int(job.id.number)])
        }
    }

    func save(preview: Preview) throws {
        try connection.query(
            """
            INSERT INTO previews (job, step, picture) VALUES ($1, $2, $3)
            ON CONFLICT (job) DO UPDATE SET step = excluded.step, picture = excluded.picture
            """, [.int(preview.job.number), .int(preview.step), .bytes(preview.picture)])
        changedJobs.insert(preview.job)
    }

    func removePreview(of job: JobID) throws {
        try connection.query("DELETE FROM previews WHERE job = $1", [.int(job.number)])
    }

    func lostJobs(before time: Date, limit: Int) throws -> [Job] {
        try jobs(where: "lease_ends <= $1", orderedBy: "lease_ends, id", time, limit)
    }

    /// Those that another transaction changes are left out here, as they are to be removed.
    override func endedJobs(before time: Date, limit: Int) throws -> [Job] {
        try jobs(where: "updated < $1 AND slots = 0", orderedBy: "updated, id", time, limit)
    }

    /// Jobs of any account for changing.
    private func jobs(
        where condition: String, orderedBy order: String, _ time: Date, _ limit: Int
    ) throws -> [Job] {
        let found = try connection.query(
            "SELECT id, account FROM jobs WHERE \(condition) ORDER BY \(order) LIMIT $2", [.time(time), .int(limit)])
        guard found.count > 0 else { return [] }
        let accounts = try lockFree((0..<found.count).map { AccountID(number: try found.int($0, 1)) })
        // What was seen before the lock may have changed: a job was renewed, ended, or taken up by another sweep.
        return try values(
            """
            SELECT json FROM jobs WHERE \(condition) AND id = ANY ($2::bigint[]) AND account = ANY ($3::bigint[])
            ORDER BY \(order)
            """,
            [.time(time), .ints((0..<found.count).map { try found.int($0, 0) }), .ints(accounts.map(\.number))])
    }

    // MARK: Turns

    func nextTurn(forModels models: [String]) throws -> Turn? {
        var busy: [AccountID] = []
        while let turn = try firstTurn(ofModels: models, without: busy) {
            if locked.contains(turn.account) { return turn }
            // Locked now, it is looked for again, since it may have changed before it was.
            if try lockFree([turn.account]).isEmpty { busy.append(turn.account) }
        }
        guard locked.isEmpty, let next = busy.first else { return nil }
        try lock(next)
        return try nextTurn(forModels: models)
    }

    private func firstTurn(ofModels models: [String], without busy: [AccountID]) throws -> Turn? {
        // One look at the index for each model: the first of all of them together would be a sort.
        let rows = try connection.query(
            """
            SELECT first.lane, wanted.model, first.account, first.last_served
            FROM unnest($1::text[]) AS wanted (model) CROSS JOIN LATERAL (
                SELECT lane, account, last_served FROM turns
                WHERE turns.model = wanted.model AND account <> ALL ($2::bigint[])
                ORDER BY lane, last_served, account LIMIT 1
            ) AS first
            ORDER BY first.lane, first.last_served, first.account LIMIT 1
            """, [.texts(models), .ints(busy.map(\.number))])
        guard rows.count > 0 else { return nil }
        return Turn(
            lane: try lane(rows.int(0, 0)), model: rows.text(0, 1), account: AccountID(number: try rows.int(0, 2)),
            lastServed: try rows.date(0, 3))
    }

    func turn(in lane: Lane, model: String, account: AccountID) throws -> Turn? {
        try lock(account)
        let rows = try connection.query(
            "SELECT last_served FROM turns WHERE model = $1 AND lane = $2 AND account = $3",
            [.text(model), .int(lane.rawValue), .int(account.number)])
        guard rows.count > 0 else { return nil }
        return Turn(lane: lane, model: model, account: account, lastServed: try rows.date(0, 0))
    }

    func save(_ turn: Turn) throws {
        try connection.query(
            """
            INSERT INTO turns (model, lane, account, last_served) VALUES ($1, $2, $3, $4)
            ON CONFLICT (model, lane, account) DO UPDATE SET last_served = excluded.last_served
            """,
            [.text(turn.model), .int(turn.lane.rawValue), .int(turn.account.number), .time(turn.lastServed)])
    }

    func remove(_ turn: Turn) throws {
        try connection.query(
            "DELETE FROM turns WHERE model = $1 AND lane = $2 AND account = $3",
            [.text(turn.model), .int(turn.lane.rawValue), .int(turn.account.number)])
    }

    func oldestWaitingJob(of turn: Turn) throws -> Job? {
        try lock(turn.account)
        return try value(
            """
            SELECT json FROM jobs WHERE state = 'submitted' AND lane = $1 AND model = $2 AND account = $3
            ORDER BY created, id LIMIT 1
            """, [.int(turn.lane.rawValue), .text(turn.model), .int(turn.account.number)])
    }

    // MARK: Deliveries, elements, selections and assets

    func insert(_ delivery: Delivery) throws -> Bool {
        let rows = try connection.query(
            "INSERT INTO deliveries (id, job, state, due, json) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            [
                .int(delivery.id.number), .int(delivery.job.number), .text(delivery.state.rawValue),
                .time(delivery.due), text(delivery),
            ])
        return rows.changed == 1
    }

    func save(_ delivery: Delivery) throws {
        // One whose job was removed meanwhile is gone with it.
        try connection.query(
            "UPDATE deliveries SET state = $1, due = $2, hidden = NULL, json = $3 WHERE id = $4",
            [.text(delivery.state.rawValue), .time(delivery.due), text(delivery), .int(delivery.id.number)])
    }

    func dueDeliveries(at time: Date, hidingUntil: Date, limit: Int) throws -> [Delivery] {
        let due: [Delivery] = try values(
            """
            UPDATE deliveries SET hidden = $2 WHERE id IN (
                SELECT id FROM deliveries
                WHERE state = 'waiting' AND due <= $1 AND (hidden IS NULL OR hidden <= $1)
                ORDER BY due, id LIMIT $3 FOR UPDATE SKIP LOCKED
            ) RETURNING json
            """, [.time(time), .time(hidingUntil), .int(limit)])
        return due.sorted { ($0.due, $0.id) < ($1.due, $1.id) }
    }

    func insert(_ element: StudioElement) throws {
        try connection.query(
            "INSERT INTO elements (id, account, is_deleted, json) VALUES ($1, $2, $3, $4)",
            [.int(element.id.number), .int(element.account.number), .bool(element.deletedAt != nil), text(element)]
        )
    }

    func save(_ element: StudioElement) throws {
        try replace(
            "element \(element.id)", "UPDATE elements SET is_deleted = $1, json = $2 WHERE id = $3",
            [.bool(element.deletedAt != nil), text(element), .int(element.id.number)])
    }

    func insert(_ selection: ClipSelection) throws {
        try connection.query(
            "INSERT INTO selections (id, account, ends, json) VALUES ($1, $2, $3, $4)",
            [.int(selection.id.number), .int(selection.account.number), .time(selection.endsAt), text(selection)])
    }

    func save(_ selection: ClipSelection) throws {
        try replace(
            "selection \(selection.id)", "UPDATE selections SET json = $1 WHERE id = $2",
            [text(selection), .int(selection.id.number)])
    }

    func remove(_ selection: ClipSelection) throws {
        try connection.query("DELETE FROM selections WHERE id = $1", [.int(selection.id.number)])
    }

    func endedSelections(before time: Date, limit: Int) throws -> [ClipSelection] {
        let found = try connection.query(
            "SELECT id, account FROM selections WHERE ends < $1 ORDER BY ends, id LIMIT $2", [.time(time), .int(limit)])
        guard found.count > 0 else { return [] }
        let accounts = try lockFree((0..<found.count).map { AccountID(number: try found.int($0, 1)) })
        // One that was seen before the lock may be ordered with since, or swept by another.
        return try values(
            """
            SELECT json FROM selections WHERE id = ANY ($1::bigint[]) AND account = ANY ($2::bigint[]) ORDER BY ends, id
            """, [.ints((0..<found.count).map { try found.int($0, 0) }), .ints(accounts.map(\.number))])
    }

    func save(_ asset: Asset) throws {
        try connection.query(
            """
            INSERT INTO assets (id, created, json) VALUES ($1, $2, $3)
            ON CONFLICT (id) DO UPDATE SET created = excluded.created, json = excluded.json
            """, [.int(asset.id.number), .time(asset.createdAt), text(asset)])
    }

    func remove(_ asset: Asset) throws {
        try connection.query("DELETE FROM assets WHERE id = $1", [.int(asset.id.number)])
    }
}

extension PostgresTransaction {
    private func replace(
        _ name: @autoclosure () -> String, _ sql: String, _ parameters: [PostgresParameter]
    ) throws {
        guard try connection.query(sql, parameters).changed == 1 else { throw PostgresStoreError.missing(name()) }
    }

    private func text(_ value: some Encodable & Sendable) throws -> PostgresParameter {
        .bytes(Data(try json.encode(value)))
    }
}
