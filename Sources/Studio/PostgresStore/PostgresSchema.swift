/// The tables. A value is kept whole as JSON; columns beside it are what it is looked up and ordered by.
///
/// Times are seconds since the beginning of 2001 in UTC, as `Date` counts them: a `Date` comes back as it was and compares as
/// it did. The JSON is kept as text, since `jsonb` knows no zero character; texts that clients choose are kept as bytes.
enum PostgresSchema {
    private static let migrations = [accounts + credits + jobs + deliveries + library, signIn, selections]

    /// Processes that start at once do this one after another.
    static func migrate(_ connection: PostgresConnection) throws {
        try connection.run("BEGIN; SELECT pg_advisory_xact_lock(1802071666, 0)")
        try connection.run("CREATE TABLE IF NOT EXISTS schema_versions (version integer PRIMARY KEY)")
        let version = Int(try connection.query("SELECT coalesce(max(version), 0) FROM schema_versions").int(0, 0))
        guard version <= migrations.count else {
            throw PostgresStoreError.unreadable("tables of version \(version)")
        }
        for (number, migration) in zip(1..., migrations).dropFirst(version) {
            try connection.run(migration)
            try connection.query("INSERT INTO schema_versions VALUES ($1)", [.int(number)])
        }
        try connection.run("COMMIT")
    }

    private static let accounts = """
        CREATE TABLE accounts (
            id bigint PRIMARY KEY, name text NOT NULL CONSTRAINT accounts_name UNIQUE, json text NOT NULL
        );

        CREATE TABLE api_keys (id bigint PRIMARY KEY, account bigint NOT NULL, hash text NOT NULL UNIQUE, json text NOT NULL);
        CREATE INDEX api_keys_of ON api_keys (account, id);

        CREATE TABLE access_keys (
            access_key text PRIMARY KEY, account bigint NOT NULL, created double precision NOT NULL, json text NOT NULL
        );
        CREATE INDEX access_keys_of ON access_keys (account, created);

        CREATE TABLE webhook_secrets (account bigint NOT NULL, created double precision NOT NULL, json text NOT NULL);
        CREATE INDEX webhook_secrets_of ON webhook_secrets (account, created);

        CREATE TABLE audit (
            place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account bigint NOT NULL, json text NOT NULL
        );
        CREATE INDEX audit_of ON audit (account, place);

        """

    private static let credits = """
        -- remaining: what counts, as the JSON has what was left when the grant was made.
        -- held: how many reservations hold a part of it.
        CREATE TABLE grants (
            id bigint PRIMARY KEY, account bigint NOT NULL, remaining bigint NOT NULL,
            valid_until double precision NOT NULL, held integer NOT NULL DEFAULT 0, json text NOT NULL
        );
        CREATE INDEX grants_of ON grants (account, id);
        CREATE INDEX grants_open ON grants (account, id) WHERE remaining > 0 OR held > 0;
        CREATE INDEX grants_ending ON grants (valid_until, id) WHERE remaining > 0;

        CREATE TABLE reservations (job bigint PRIMARY KEY, state text NOT NULL, json text NOT NULL);

        -- What from_book loses to_book gains, in hundredths of a credit.
        CREATE TABLE ledger (
            place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, reason text NOT NULL CONSTRAINT ledger_reason UNIQUE,
            account bigint NOT NULL, from_book text NOT NULL, to_book text NOT NULL, hundredths bigint NOT NULL,
            time double precision NOT NULL
        );
        CREATE INDEX ledger_of ON ledger (account, place);

        """

    private static let jobs = """
        -- slots: what it takes of its account's concurrency now, so 0 once it has ended.
        CREATE TABLE jobs (
            id bigint PRIMARY KEY, account bigint NOT NULL, external_id bytea, surface text NOT NULL,
            product text NOT NULL, lane integer NOT NULL, model text NOT NULL, created double precision NOT NULL,
            state text NOT NULL, slots integer NOT NULL, updated double precision NOT NULL, lease_ends double precision,
            json text NOT NULL
        );
        -- A hash, since an entry of an index has at most 2700 bytes.
        CREATE UNIQUE INDEX jobs_named ON jobs (account, sha256(external_id)) WHERE external_id IS NOT NULL;
        CREATE INDEX jobs_of ON jobs (account, id);
        CREATE INDEX jobs_of_surface ON jobs (account, surface, id);
        CREATE INDEX jobs_waiting ON jobs (lane, model, account, created, id) WHERE state = 'submitted';
        CREATE INDEX jobs_leased ON jobs (lease_ends, id) INCLUDE (lane, model) WHERE lease_ends IS NOT NULL;
        CREATE INDEX jobs_updated ON jobs (updated, id);

        -- The sum of an account's jobs' slots, so that it is not counted anew for every submission.
        CREATE TABLE slots (
            account bigint NOT NULL, product text NOT NULL, taken bigint NOT NULL, PRIMARY KEY (account, product)
        );
        CREATE FUNCTION count_slots() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                INSERT INTO slots VALUES (NEW.account, NEW.product, NEW.slots)
                    ON CONFLICT (account, product) DO UPDATE SET taken = slots.taken + excluded.taken;
            ELSIF TG_OP = 'UPDATE' THEN
                UPDATE slots SET taken = taken + NEW.slots - OLD.slots
                    WHERE account = NEW.account AND product = NEW.product;
            ELSE
                UPDATE slots SET taken = taken - OLD.slots WHERE account = OLD.account AND product = OLD.product;
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER slots_taken AFTER INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION count_slots();
        CREATE TRIGGER slots_changed AFTER UPDATE OF slots ON jobs FOR EACH ROW WHEN (OLD.slots <> NEW.slots)
            EXECUTE FUNCTION count_slots();
        CREATE TRIGGER slots_left AFTER DELETE ON jobs FOR EACH ROW WHEN (OLD.slots > 0)
            EXECUTE FUNCTION count_slots();

        CREATE TABLE turns (
            model text NOT NULL, lane integer NOT NULL, account bigint NOT NULL, last_served double precision NOT NULL,
            PRIMARY KEY (model, lane, account)
        );
        CREATE INDEX turns_next ON turns (model, lane, last_served, account);

        CREATE TABLE previews (job bigint PRIMARY KEY, step integer NOT NULL, picture bytea NOT NULL);

        """

    private static let deliveries = """
        -- hidden: until when nobody else shall deliver it.
        CREATE TABLE deliveries (
            id bigint PRIMARY KEY, job bigint NOT NULL, state text NOT NULL, due double precision NOT NULL,
            hidden double precision, json text NOT NULL
        );
        CREATE INDEX deliveries_of ON deliveries (job, id);
        CREATE INDEX deliveries_waiting ON deliveries (due, id) WHERE state = 'waiting';

        """

    private static let library = """
        CREATE TABLE elements (
            id bigint PRIMARY KEY, account bigint NOT NULL, is_deleted boolean NOT NULL, json text NOT NULL
        );
        CREATE INDEX elements_of ON elements (account, id) WHERE NOT is_deleted;

        CREATE TABLE assets (id bigint PRIMARY KEY, created double precision NOT NULL, json text NOT NULL);
        CREATE INDEX assets_by_age ON assets (created, id);
        """

    private static let signIn = """
        CREATE TABLE passwords (account bigint PRIMARY KEY, json text NOT NULL);

        CREATE TABLE sessions (
            hash text PRIMARY KEY, account bigint NOT NULL, ends double precision NOT NULL, json text NOT NULL
        );
        CREATE INDEX sessions_of ON sessions (account);
        CREATE INDEX sessions_ending ON sessions (ends);

        CREATE TABLE invitations (hash text PRIMARY KEY, ends double precision NOT NULL, json text NOT NULL);
        """

    private static let selections = """
        CREATE TABLE selections (
            id bigint PRIMARY KEY, account bigint NOT NULL, ends double precision NOT NULL, json text NOT NULL
        );
        CREATE INDEX selections_ending ON selections (ends, id);
        """
}
