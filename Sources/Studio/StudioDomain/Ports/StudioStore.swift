import Foundation

/// Where the studio's state is kept, across kills at any instant.
public protocol StudioStore: Sendable {
    /// Runs `body` so that either all of its changes are kept or, when it throws, none, and as if no other transaction ran
    /// beside it as far as it looks. What was returned is kept. `body` may run more than once and must do nothing but talk to
    /// the transaction; when the transaction throws, `body` must throw, too.
    func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (any StudioTransaction) throws -> Result
    ) async throws -> Result

    /// Runs `body`, which only looks, beside transactions and without waiting for them. All that it sees is kept; two looks
    /// may see the state of different moments.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any StudioView) throws -> Result) async throws -> Result

    /// Jobs that changed, as they change, whichever process changed them: their state, their progress or their preview. Nothing
    /// of before the call; a job that changes often may be named once for several changes.
    func changes() -> AsyncStream<JobID>
}

/// A value that must be unique is there already.
public enum DuplicateError: Error, Equatable, Sendable {
    case job
    case externalID
    case ledgerReason
    case element
    case selection
    case account
}

/// What can be looked at.
public protocol StudioView {
    func account(_ id: AccountID) throws -> Account?
    /// By its name, which is unique.
    func account(named name: String) throws -> Account?
    /// Oldest first.
    func accounts(skipping: Int, limit: Int) throws -> [Account]

    /// By the hash that its owner's key has.
    func apiKey(hash: String) throws -> APIKey?
    /// Oldest first, revoked ones too.
    func apiKeys(of account: AccountID) throws -> [APIKey]
    func accessKeyPair(_ accessKey: String) throws -> AccessKeyPair?
    /// Oldest first, revoked ones too.
    func accessKeyPairs(of account: AccountID) throws -> [AccessKeyPair]
    /// Newest first.
    func webhookSecrets(of account: AccountID) throws -> [WebhookSecret]
    func password(of account: AccountID) throws -> Password?
    /// By the hash of its token.
    func session(hash: String) throws -> Session?
    /// By the hash of its token.
    func invitation(hash: String) throws -> Invitation?
    /// Newest first; of one account or of all.
    func auditEntries(of account: AccountID?, limit: Int) throws -> [AuditEntry]

    /// All that it was ever given, newest first.
    func grants(of account: AccountID) throws -> [Grant]
    func reservation(for job: JobID) throws -> Reservation?
    /// In the order in which it was written.
    func ledger(of account: AccountID) throws -> [LedgerEntry]

    func job(_ id: JobID) throws -> Job?
    func job(externalID: String, of account: AccountID) throws -> Job?
    /// One that does not wait to be made: it is made, or has ended.
    func begunJob(_ id: JobID) throws -> Job?
    /// Newest first.
    func jobs(_ query: JobQuery, skipping: Int, limit: Int) throws -> [Job]
    /// How many jobs of each state and model there are, and when the oldest waiting one was submitted.
    func queueSummary() throws -> QueueSummary
    /// Jobs that ended before a time, those first that ended first; in a transaction those that another one changes are left out.
    func endedJobs(before time: Date, limit: Int) throws -> [Job]
    func preview(of job: JobID) throws -> Preview?
    /// What the account's unfinished jobs of a product take together.
    func slotsTaken(by account: AccountID, product: Product) throws -> Int

    /// Oldest first.
    func deliveries(for job: JobID) throws -> [Delivery]
    /// How many deliveries wait, and since when the oldest of them is due.
    func deliverySummary(at time: Date) throws -> DeliverySummary

    func element(_ id: ElementID) throws -> StudioElement?
    /// Newest first, without deleted ones.
    func elements(of account: AccountID, skipping: Int, limit: Int) throws -> [StudioElement]

    func selection(_ id: SelectionID) throws -> ClipSelection?
    /// How many the account has, ended ones that are not swept yet too.
    func selectionCount(of account: AccountID) throws -> Int

    func asset(_ id: AssetID) throws -> Asset?
    /// Those that came before a time, oldest first.
    func assets(before time: Date, limit: Int) throws -> [Asset]
}

/// What can be looked at and changed within one transaction. What is looked at one by one (an account, a job, an element, a
/// selection, what an account has) is locked against changes by other transactions until this one ends.
public protocol StudioTransaction: StudioView {
    /// Inserts or replaces.
    /// - Throws: `DuplicateError.account` for a name that another account has.
    func save(_ account: Account) throws

    /// Inserts or replaces.
    func save(_ key: APIKey) throws
    /// Inserts or replaces.
    func save(_ pair: AccessKeyPair) throws
    /// Replaces all that the account has.
    func replaceWebhookSecrets(of account: AccountID, with secrets: [WebhookSecret]) throws
    /// Inserts or replaces.
    func save(_ password: Password) throws
    func save(_ session: Session) throws
    /// Nothing happens where there is none.
    func removeSession(hash: String) throws
    func removeSessions(of account: AccountID) throws
    func save(_ invitation: Invitation) throws
    /// Whether it was there: of two transactions one takes it.
    func removeInvitation(hash: String) throws -> Bool
    /// Sessions and invitations.
    func removeSignIns(endedBefore time: Date) throws
    func append(_ entry: AuditEntry) throws

    /// The grants of an account that something is left of or that are held in part, oldest first, for changing.
    func openGrants(of account: AccountID) throws -> [Grant]
    /// Those that ended before a time and still have something left, those first that ended first, for changing; those that
    /// another transaction changes are left out.
    func endedGrants(before time: Date, limit: Int) throws -> [Grant]
    /// Inserts it, or replaces what is left of it: all else of a grant never changes.
    func save(_ grant: Grant) throws

    /// One that is held, the first of its job.
    func insert(_ reservation: Reservation) throws
    /// Replaces what was inserted by what it is once it is captured or released; one that was settled before stays as it is.
    func save(_ reservation: Reservation) throws

    /// - Throws: `DuplicateError.ledgerReason` for a reason that is written already.
    func append(_ entries: [LedgerEntry]) throws

    /// - Throws: `DuplicateError` for an identifier, or an external identifier of its account, that is there already.
    func insert(_ job: Job) throws
    /// Replaces what was inserted.
    func save(_ job: Job) throws
    /// Forgets a job, its reservation, its preview and its deliveries; its ledger entries stay.
    func remove(_ job: Job) throws
    /// The newest picture of what a running job makes, instead of the one before.
    func save(preview: Preview) throws
    func removePreview(of job: JobID) throws
    /// Jobs whose lease ended before a time, those first whose lease ended first, for changing; those that another transaction
    /// changes are left out.
    func lostJobs(before time: Date, limit: Int) throws -> [Job]

    /// The first turn of the first lane for one of some models, for changing; those that another transaction changes are left
    /// out while there are others.
    func nextTurn(forModels models: [String]) throws -> Turn?
    func turn(in lane: Lane, model: String, account: AccountID) throws -> Turn?
    /// Inserts or replaces.
    func save(_ turn: Turn) throws
    func remove(_ turn: Turn) throws
    /// The account's waiting job of that lane and model that was submitted first, for changing.
    func oldestWaitingJob(of turn: Turn) throws -> Job?

    /// False, and nothing is kept, for an identifier that is there already: then another one is drawn.
    func insert(_ delivery: Delivery) throws -> Bool
    /// Replaces what was inserted, and hides it no more.
    func save(_ delivery: Delivery) throws
    /// Deliveries that are due, the longest first; each is hidden from others until a time.
    func dueDeliveries(at time: Date, hidingUntil: Date, limit: Int) throws -> [Delivery]

    /// - Throws: `DuplicateError.element` for an identifier that is there already.
    func insert(_ element: StudioElement) throws
    /// Replaces what was inserted.
    func save(_ element: StudioElement) throws

    /// - Throws: `DuplicateError.selection` for an identifier that is there already.
    func insert(_ selection: ClipSelection) throws
    /// Replaces what was inserted.
    func save(_ selection: ClipSelection) throws
    func remove(_ selection: ClipSelection) throws
    /// Those whose day was over before a time, those first that ended first, for changing; those that another transaction changes
    /// are left out.
    func endedSelections(before time: Date, limit: Int) throws -> [ClipSelection]

    /// Inserts or replaces.
    func save(_ asset: Asset) throws
    func remove(_ asset: Asset) throws
}
