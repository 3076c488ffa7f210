import Foundation
import GRDB
import StudioDomain

/// Changes within an open transaction. SQLite has one writing transaction at a time, so all that it sees is locked.
final class SQLiteTransaction: SQLiteView, StudioTransaction {
    private let revisions: SQLiteRevisions
    /// What the jobs that this transaction changes get.
    private lazy var revision = Result { try revisions.next() }

    init(_ revisions: SQLiteRevisions, in database: Database, json: StoredJSON) {
        self.revisions = revisions
        super.init(database, json: json)
    }

    // MARK: Accounts

    func save(_ account: Account) throws {
        try translating(.account) {
            try change(
                """
                INSERT INTO accounts (id, name, json) VALUES (?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, json = excluded.json
                """, [account.id.number, account.name, text(account)])
        }
    }

    func save(_ key: APIKey) throws {
        try change(
            """
            INSERT INTO api_keys (id, account, hash, json) VALUES (?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET json = excluded.json
            """, [key.id.number, key.account.number, key.hash, text(key)])
    }

    func save(_ pair: AccessKeyPair) throws {
        try change(
            """
            INSERT INTO access_keys (access_key, account, created, json) VALUES (?, ?, ?, ?)
            ON CONFLICT (access_key) DO UPDATE SET json = excluded.json
            """, [pair.accessKey, pair.account.number, pair.createdAt.stored, text(pair)])
    }

    func replaceWebhookSecrets(of account: AccountID, with secrets: [WebhookSecret]) throws {
        try change("DELETE FROM webhook_secrets WHERE account = ?", [account.number])
        for secret in secrets {
            try change(
                "INSERT INTO webhook_secrets (account, created, json) VALUES (?, ?, ?)",
                [account.number, secret.createdAt.stored, text(secret)])
        }
    }

    func save(_ password: Password) throws {
        try change(
            """
            INSERT INTO passwords (account, json) VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET json = excluded.json
            """, [password.account.number, text(password)])
    }

    func save(_ session: Session) throws {
        try change(
            "INSERT INTO sessions (hash, account, ends, json) VALUES (?, ?, ?, ?)",
            [session.hash, session.account.number, session.endsAt.stored, text(session)])
    }

    func removeSession(hash: String) throws { try change("DELETE FROM sessions WHERE hash = ?", [hash]) }

    func removeSessions(of account: AccountID) throws {
        try change("DELETE FROM sessions WHERE account = ?", [account.number])
    }

    func save(_ invitation: Invitation) throws {
        try change(
            "INSERT INTO invitations (hash, ends, json) VALUES (?, ?, ?)",
            [invitation.hash, invitation.endsAt.stored, text(invitation)])
    }

    func removeInvitation(hash: String) throws -> Bool {
        try change("DELETE FROM invitations WHERE hash = ?", [hash])
        return database.changesCount == 1
    }

    func removeSignIns(endedBefore time: Date) throws {
        try change("DELETE FROM sessions WHERE ends <= ?", [time.stored])
        try change("DELETE FROM invitations WHERE ends <= ?", [time.stored])
    }

    func append(_ entry: AuditEntry) throws {
        try change("INSERT INTO audit (account, json) VALUES (?, ?)", [entry.account.number, text(entry)])
    }

    // MARK: Credits

    func openGrants(of account: AccountID) throws -> [Grant] {
        try grants("WHERE account = ? AND (remaining > 0 OR held > 0) ORDER BY id", [account.number])
    }

    func endedGrants(before time: Date, limit: Int) throws -> [Grant] {
        try grants("WHERE remaining > 0 AND valid_until <= ? ORDER BY valid_until, id LIMIT ?", [time.stored, limit])
    }

    func save(_ grant: Grant) throws {
        try change("UPDATE grants SET remaining = ? WHERE id = ?", [grant.remaining.hundredths, grant.id.number])
        guard database.changesCount == 0 else { return }
        try change(
            "INSERT INTO grants (id, account, remaining, valid_until, json) VALUES (?, ?, ?, ?, ?)",
            [
                grant.id.number, grant.account.number, grant.remaining.hundredths, grant.validUntil.stored,
                text(grant),
            ])
    }

    func insert(_ reservation: Reservation) throws {
        precondition(reservation.state == .held)
        try change(
            "INSERT INTO reservations (job, state, json) VALUES (?, ?, ?)",
            [reservation.job.number, reservation.state.rawValue, text(reservation)])
        try count(1, of: reservation)
    }

    func save(_ reservation: Reservation) throws {
        precondition(reservation.state != .held)
        try change(
            "UPDATE reservations SET state = ?, json = ? WHERE job = ? AND state = 'held'",
            [reservation.state.rawValue, text(reservation), reservation.job.number])
        if database.changesCount == 1 { try count(-1, of: reservation) }
    }

    /// Counts a reservation in or out of the grants that it holds parts of.
    private func count(_ change: Int, of reservation: Reservation) throws {
        for part in reservation.parts {
            try self.change("UPDATE grants SET held = held + ? WHERE id = ?", [change, part.grant.number])
        }
    }

    func append(_ entries: [LedgerEntry]) throws {
        for entry in entries {
            try translating(.ledgerReason) {
                try change(
                    """
                    INSERT INTO ledger (reason, account, from_book, to_book, hundredths, time)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                    [
                        entry.reason, entry.account.number, entry.from.description, entry.to.description,
                        entry.credits.hundredths, entry.time.stored,
                    ])
            }
        }
    }

    // MARK: Jobs

    func insert(_ job: Job) throws {
        do {
            try change(
                """
                INSERT INTO jobs (
                    id, account, external_id, surface, product, lane, model, created, state, slots, updated,
                    lease_ends, revision, json)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    job.id.number, job.account.number, job.externalID.map { Data($0.utf8) }, job.surface,
                    job.product.rawValue, job.lane.rawValue, job.model, job.createdAt.stored, job.state.rawValue,
                    job.state.isFinal ? 0 : job.slots, job.updatedAt.stored, job.lease?.ends.stored, revision.get(),
                    text(job),
                ])
        } catch let error as DatabaseError {
            switch error.extendedResultCode {
            case .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: throw DuplicateError.job
            case .SQLITE_CONSTRAINT_UNIQUE: throw DuplicateError.externalID
            default: throw error
            }
        }
    }

    func save(_ job: Job) throws {
        try replace(
            "job \(job.id)",
            """
            UPDATE jobs SET state = ?, slots = ?, updated = ?, lease_ends = ?, revision = ?, json = ? WHERE id = ?
            """,
            [
                job.state.rawValue, job.state.isFinal ? 0 : job.slots, job.updatedAt.stored, job.lease?.ends.stored,
                revision.get(), text(job), job.id.number,
            ])
    }

    func remove(_ job: Job) throws {
        if let reservation = try reservation(for: job.id), reservation.state == .held { try count(-1, of: reservation) }
        for sql in [
            "DELETE FROM jobs WHERE id = ?", "DELETE FROM reservations WHERE job = ?",
            "DELETE FROM deliveries WHERE job = ?", "DELETE FROM previews WHERE job = ?",
        ] {
            try change(sql, [job.id.number])
        }
    }

    func save(preview: Preview) throws {
        try change(
            """
            INSERT INTO previews (job, step, picture) VALUES (?, ?, ?)
            ON CONFLICT (job) DO UPDATE SET step = excluded.step, picture = excluded.picture
            """, [preview.job.number, preview.step, preview.picture])
        try change("UPDATE jobs SET revision = ? WHERE id = ?", [revision.get(), preview.job.number])
    }

    func removePreview(of job: JobID) throws { try change("DELETE FROM previews WHERE job = ?", [job.number]) }

    func lostJobs(before time: Date, limit: Int) throws -> [Job] {
        try values(
            "SELECT json FROM jobs WHERE lease_ends <= ? ORDER BY lease_ends, id LIMIT ?", [time.stored, limit])
    }

    // MARK: Turns

    func nextTurn(forModels models: [String]) throws -> Turn? {
        // One look at the index for each model: the first of all of them together would be a sort.
        let statement = try database.cachedStatement(
            sql: """
                SELECT lane, account, last_served FROM turns WHERE model = ? ORDER BY lane, last_served, account LIMIT 1
                """)
        let turns = try models.compactMap { model in
            try Row.fetchOne(statement, arguments: [model]).map { row in
                Turn(
                    lane: try lane(row[0]), model: model, account: AccountID(number: row[1]),
                    lastServed: Date(stored: row[2]))
            }
        }
        return turns.min { $0.precedes($1) }
    }

    func turn(in lane: Lane, model: String, account: AccountID) throws -> Turn? {
        try database.first(
            "SELECT last_served FROM turns WHERE model = ? AND lane = ? AND account = ?",
            [model, lane.rawValue, account.number]
        ) { Turn(lane: lane, model: model, account: account, lastServed: Date(stored: $0.real(0))) }
    }

    func save(_ turn: Turn) throws {
        try change(
            """
            INSERT INTO turns (model, lane, account, last_served) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET last_served = excluded.last_served
            """, [turn.model, turn.lane.rawValue, turn.account.number, turn.lastServed.stored])
    }

    func remove(_ turn: Turn) throws {
        try change(
            "DELETE FROM turns WHERE model = ? AND lane = ? AND account = ?",
            [turn.model, turn.lane.rawValue, turn.account.number])
    }

    func oldestWaitingJob(of turn: Turn) throws -> Job? {
        try value(
            """
            SELECT json FROM jobs WHERE state = 'submitted' AND lane = ? AND model = ? AND account = ?
            ORDER BY created, id LIMIT 1
            """, [turn.lane.rawValue, turn.model, turn.account.number])
    }

    // MARK: Deliveries, elements, selections and assets

    func insert(_ delivery: Delivery) throws -> Bool {
        try change(
            """
            INSERT INTO deliveries (id, job, state, due, json) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            [
                delivery.id.number, delivery.job.number, delivery.state.rawValue, delivery.due.stored, text(delivery),
            ])
        return database.changesCount == 1
    }

    func save(_ delivery: Delivery) throws {
        // One whose job was removed meanwhile is gone with it.
        try change(
            "UPDATE deliveries SET state = ?, due = ?, hidden = NULL, json = ? WHERE id = ?",
            [delivery.state.rawValue, delivery.due.stored, text(delivery), delivery.id.number])
    }

    func dueDeliveries(at time: Date, hidingUntil: Date, limit: Int) throws -> [Delivery] {
        let due: [Delivery] = try values(
            """
            SELECT json FROM deliveries
            WHERE state = 'waiting' AND due <= ? AND (hidden IS NULL OR hidden <= ?) ORDER BY due, id LIMIT ?
            """, [time.stored, time.stored, limit])
        for delivery in due {
            try change("UPDATE deliveries SET hidden = ? WHERE id = ?", [hidingUntil.stored, delivery.id.number])
        }
        return due
    }

    func insert(_ element: StudioElement) throws {
        try translating(.element) {
            try change(
                "INSERT INTO elements (id, account, is_deleted, json) VALUES (?, ?, ?, ?)",
                [element.id.number, element.account.number, element.deletedAt != nil, text(element)])
        }
    }

    func save(_ element: StudioElement) throws {
        try replace(
            "element \(element.id)", "UPDATE elements SET is_deleted = ?, json = ? WHERE id = ?",
            [element.deletedAt != nil, text(element), element.id.number])
    }

    func insert(_ selection: ClipSelection) throws {
        try translating(.selection) {
            try change(
                "INSERT INTO selections (id, ends, json) VALUES (?, ?, ?)",
                [selection.id.number, selection.endsAt.stored, text(selection)])
        }
    }

    func save(_ selection: ClipSelection) throws {
        try replace(
            "selection \(selection.id)", "UPDATE selections SET json = ? WHERE id = ?",
            [text(selection), selection.id.number])
    }

    func remove(_ selection: ClipSelection) throws {
        try change("DELETE FROM selections WHERE id = ?", [selection.id.number])
    }

    func endedSelections(before time: Date, limit: Int) throws -> [ClipSelection] {
        try values("SELECT json FROM selections WHERE ends < ? ORDER BY ends, id LIMIT ?", [time.stored, limit])
    }

    func save(_ asset: Asset) throws {
        try change(
            """
            INSERT INTO assets (id, created, json) VALUES (?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET created = excluded.created, json = excluded.json
            """, [asset.id.number, asset.createdAt.stored, text(asset)])
    }

    func remove(_ asset: Asset) throws { try change("DELETE FROM assets WHERE id = ?", [asset.id.number]) }
}

extension SQLiteTransaction {
    private func change(_ sql: String, _ arguments: [SQLiteArgument?]) throws {
        try database.run(sql, arguments)
    }

    private func replace(_ name: @autoclosure () -> String, _ sql: String, _ arguments: [SQLiteArgument?]) throws {
        try change(sql, arguments)
        guard database.changesCount == 1 else { throw SQLiteStoreError.missing(name()) }
    }

    /// Tells a broken uniqueness as the domain does.
    private func translating(_ duplicate: DuplicateError, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw duplicate
        }
    }

    private func text(_ value: some Encodable & Sendable) throws -> String {
        String(decoding: try json.encode(value), as: UTF8.self)
    }
}
