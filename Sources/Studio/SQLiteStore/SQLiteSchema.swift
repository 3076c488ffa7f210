import GRDB

/// The tables. A value is kept whole as JSON; columns beside it are what it is looked up and ordered by.
///
/// Times are seconds since the beginning of 2001 in UTC, as `Date` counts them: a `Date` comes back as it was and compares as
/// it did. Texts that clients choose are kept as the bytes of their UTF-8, since they may contain a zero byte.
enum SQLiteSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: accounts, credits, jobs, deliveries, elements, assets") { database in
            for tables in [accounts, credits, jobs, deliveries, library] { try database.execute(sql: tables) }
        }
        migrator.registerMigration("2: passwords, sessions, invitations") { database in
            try database.execute(sql: signIn)
        }
        migrator.registerMigration("3: selections") { database in try database.execute(sql: selections) }
        return migrator
    }

    private static let accounts = """
        CREATE TABLE accounts (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, json TEXT NOT NULL) STRICT;

        CREATE TABLE api_keys (
            id INTEGER PRIMARY KEY, account INTEGER NOT NULL, hash TEXT NOT NULL UNIQUE, json TEXT NOT NULL
        ) STRICT;
        CREATE INDEX api_keys_of ON api_keys (account, id);

        CREATE TABLE access_keys (
            access_key TEXT PRIMARY KEY, account INTEGER NOT NULL, created REAL NOT NULL, json TEXT NOT NULL
        ) STRICT;
        CREATE INDEX access_keys_of ON access_keys (account, created);

        CREATE TABLE webhook_secrets (account INTEGER NOT NULL, created REAL NOT NULL, json TEXT NOT NULL) STRICT;
        CREATE INDEX webhook_secrets_of ON webhook_secrets (account, created);

        CREATE TABLE audit (place INTEGER PRIMARY KEY, account INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
        CREATE INDEX audit_of ON audit (account, place);
        """

    private static let credits = """
        -- remaining: what counts, as the JSON has what was left when the grant was made.
        -- held: how many reservations hold a part of it.
        CREATE TABLE grants (
            id INTEGER PRIMARY KEY, account INTEGER NOT NULL, remaining INTEGER NOT NULL, valid_until REAL NOT NULL,
            held INTEGER NOT NULL DEFAULT 0, json TEXT NOT NULL
        ) STRICT;
        CREATE INDEX grants_of ON grants (account, id);
        CREATE INDEX grants_open ON grants (account, id) WHERE remaining > 0 OR held > 0;
        CREATE INDEX grants_ending ON grants (valid_until, id) WHERE remaining > 0;

        CREATE TABLE reservations (job INTEGER PRIMARY KEY, state TEXT NOT NULL, json TEXT NOT NULL) STRICT;

        -- What from_book loses to_book gains, in hundredths of a credit.
        CREATE TABLE ledger (
            place INTEGER PRIMARY KEY, reason TEXT NOT NULL UNIQUE, account INTEGER NOT NULL, from_book TEXT NOT NULL,
            to_book TEXT NOT NULL, hundredths INTEGER NOT NULL, time REAL NOT NULL
        ) STRICT;
        CREATE INDEX ledger_of ON ledger (account, place);
        """

    private static let jobs = """
        -- slots: what it takes of its account's concurrency now, so 0 once it has ended.
        -- revision: grows with every change, over all jobs, in the order of commits.
        CREATE TABLE jobs (
            id INTEGER PRIMARY KEY, account INTEGER NOT NULL, external_id BLOB, surface TEXT NOT NULL,
            product TEXT NOT NULL, lane INTEGER NOT NULL, model TEXT NOT NULL, created REAL NOT NULL,
            state TEXT NOT NULL, slots INTEGER NOT NULL, updated REAL NOT NULL, lease_ends REAL,
            revision INTEGER NOT NULL, json TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX jobs_named ON jobs (account, external_id) WHERE external_id IS NOT NULL;
        CREATE INDEX jobs_of ON jobs (account, id);
        CREATE INDEX jobs_of_surface ON jobs (account, surface, id);
        CREATE INDEX jobs_waiting ON jobs (lane, model, account, created, id) WHERE state = 'submitted';
        CREATE INDEX jobs_leased ON jobs (lease_ends, id, lane, model) WHERE lease_ends IS NOT NULL;
        CREATE INDEX jobs_ended ON jobs (updated, id) WHERE slots = 0;
        CREATE INDEX jobs_changed ON jobs (revision);

        CREATE TABLE revisions (newest INTEGER NOT NULL) STRICT;
        INSERT INTO revisions VALUES (0);

        -- The sum of an account's jobs' slots, so that it is not counted anew for every submission.
        CREATE TABLE slots (
            account INTEGER NOT NULL, product TEXT NOT NULL, taken INTEGER NOT NULL, PRIMARY KEY (account, product)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER slots_taken AFTER INSERT ON jobs BEGIN
            INSERT INTO slots VALUES (NEW.account, NEW.product, NEW.slots)
                ON CONFLICT DO UPDATE SET taken = taken + excluded.taken;
        END;
        CREATE TRIGGER slots_changed AFTER UPDATE OF slots ON jobs WHEN OLD.slots <> NEW.slots BEGIN
            UPDATE slots SET taken = taken + NEW.slots - OLD.slots
                WHERE account = NEW.account AND product = NEW.product;
        END;
        CREATE TRIGGER slots_left AFTER DELETE ON jobs WHEN OLD.slots > 0 BEGIN
            UPDATE slots SET taken = taken - OLD.slots WHERE account = OLD.account AND product = OLD.product;
        END;

        CREATE TABLE turns (
            model TEXT NOT NULL, lane INTEGER NOT NULL, account INTEGER NOT NULL, last_served REAL NOT NULL,
            PRIMARY KEY (model, lane, account)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX turns_next ON turns (model, lane, last_served, account);

        CREATE TABLE previews (job INTEGER PRIMARY KEY, step INTEGER NOT NULL, picture BLOB NOT NULL) STRICT;
        """

    private static let deliveries = """
        -- hidden: until when nobody else shall deliver it.
        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY, job INTEGER NOT NULL, state TEXT NOT NULL, due REAL NOT NULL, hidden REAL,
            json TEXT NOT NULL
        ) STRICT;
        CREATE INDEX deliveries_of ON deliveries (job, id);
        CREATE INDEX deliveries_waiting ON deliveries (due, id, hidden) WHERE state = 'waiting';
        """

    private static let library = """
        CREATE TABLE elements (
            id INTEGER PRIMARY KEY, account INTEGER NOT NULL, is_deleted INTEGER NOT NULL, json TEXT NOT NULL
        ) STRICT;
        CREATE INDEX elements_of ON elements (account, id) WHERE is_deleted = 0;

        CREATE TABLE assets (id INTEGER PRIMARY KEY, created REAL NOT NULL, json TEXT NOT NULL) STRICT;
        CREATE INDEX assets_by_age ON assets (created, id);
        """

    private static let signIn = """
        CREATE TABLE passwords (account INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;

        CREATE TABLE sessions (
            hash TEXT PRIMARY KEY, account INTEGER NOT NULL, ends REAL NOT NULL, json TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sessions_of ON sessions (account);
        CREATE INDEX sessions_ending ON sessions (ends);

        CREATE TABLE invitations (hash TEXT PRIMARY KEY, ends REAL NOT NULL, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """

    private static let selections = """
        CREATE TABLE selections (id INTEGER PRIMARY KEY, ends REAL NOT NULL, json TEXT NOT NULL) STRICT;
        CREATE INDEX selections_ending ON selections (ends, id);
        """
}
