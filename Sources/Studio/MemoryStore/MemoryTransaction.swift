import Foundation
import StudioDomain

/// A copy of the state that takes the original's place when the transaction is kept.
final class MemoryTransaction: StudioTransaction {
    private(set) var state: MemoryState
    private(set) var changedJobs: Set<JobID> = []

    init(_ state: MemoryState) { self.state = state }

    // MARK: Accounts and credits

    func account(_ id: AccountID) -> Account? { state.accounts[id] }

    func account(named name: String) -> Account? { state.accounts.values.first { $0.name == name } }

    func accounts(skipping: Int, limit: Int) -> [Account] {
        Array(state.accounts.values.sorted { $0.id < $1.id }.dropFirst(skipping).prefix(limit))
    }

    func save(_ account: Account) throws {
        if let other = self.account(named: account.name), other.id != account.id { throw DuplicateError.account }
        state.accounts[account.id] = account
    }

    func apiKey(hash: String) -> APIKey? { state.apiKeys.values.first { $0.hash == hash } }

    func apiKeys(of account: AccountID) -> [APIKey] {
        state.apiKeys.values.filter { $0.account == account }.sorted { $0.id < $1.id }
    }

    func save(_ key: APIKey) { state.apiKeys[key.id] = key }

    func accessKeyPair(_ accessKey: String) -> AccessKeyPair? { state.accessKeys[accessKey] }

    func accessKeyPairs(of account: AccountID) -> [AccessKeyPair] {
        state.accessKeys.values.filter { $0.account == account }.sorted { $0.createdAt < $1.createdAt }
    }

    func save(_ pair: AccessKeyPair) { state.accessKeys[pair.accessKey] = pair }

    func webhookSecrets(of account: AccountID) -> [WebhookSecret] { state.webhookSecrets[account] ?? [] }

    func replaceWebhookSecrets(of account: AccountID, with secrets: [WebhookSecret]) {
        state.webhookSecrets[account] = secrets.sorted { $0.createdAt > $1.createdAt }
    }

    func password(of account: AccountID) -> Password? { state.passwords[account] }

    func save(_ password: Password) { state.passwords[password.account] = password }

    func session(hash: String) -> Session? { state.sessions[hash] }

    func save(_ session: Session) { state.sessions[session.hash] = session }

    func removeSession(hash: String) { state.sessions[hash] = nil }

    func removeSessions(of account: AccountID) {
        state.sessions = state.sessions.filter { $0.value.account != account }
    }

    func invitation(hash: String) -> Invitation? { state.invitations[hash] }

    func save(_ invitation: Invitation) { state.invitations[invitation.hash] = invitation }

    func removeInvitation(hash: String) -> Bool { state.invitations.removeValue(forKey: hash) != nil }

    func removeSignIns(endedBefore time: Date) {
        state.sessions = state.sessions.filter { $0.value.endsAt > time }
        state.invitations = state.invitations.filter { $0.value.endsAt > time }
    }

    func append(_ entry: AuditEntry) { state.audit.append(entry) }

    func auditEntries(of account: AccountID?, limit: Int) -> [AuditEntry] {
        Array(state.audit.reversed().filter { account == nil || $0.account == account }.prefix(limit))
    }

    func grants(of account: AccountID) -> [Grant] {
        state.grants.values.filter { $0.account == account }.sorted { $0.id > $1.id }
    }

    func openGrants(of account: AccountID) -> [Grant] {
        let held = Set(
            state.reservations.values.filter { $0.state == .held }.flatMap { $0.parts.map(\.grant) })
        return state.grants.values.filter { $0.account == account && ($0.remaining > .zero || held.contains($0.id)) }
            .sorted { $0.id < $1.id }
    }

    func endedGrants(before time: Date, limit: Int) -> [Grant] {
        Array(
            state.grants.values.filter { $0.validUntil <= time && $0.remaining > .zero }
                .sorted { ($0.validUntil, $0.id) < ($1.validUntil, $1.id) }.prefix(limit))
    }

    func save(_ grant: Grant) { state.grants[grant.id] = grant }

    func reservation(for job: JobID) -> Reservation? { state.reservations[job] }

    func insert(_ reservation: Reservation) { state.reservations[reservation.job] = reservation }

    func save(_ reservation: Reservation) {
        guard state.reservations[reservation.job]?.state == .held else { return }
        state.reservations[reservation.job] = reservation
    }

    func append(_ entries: [LedgerEntry]) throws {
        for entry in entries {
            guard state.reasons.insert(entry.reason).inserted else { throw DuplicateError.ledgerReason }
            state.ledger.append(entry)
        }
    }

    func ledger(of account: AccountID) -> [LedgerEntry] { state.ledger.filter { $0.account == account } }

    // MARK: Jobs

    func insert(_ job: Job) throws {
        guard state.jobs[job.id] == nil else { throw DuplicateError.job }
        if let externalID = job.externalID, self.job(externalID: externalID, of: job.account) != nil {
            throw DuplicateError.externalID
        }
        save(job)
    }

    func save(_ job: Job) {
        state.jobs[job.id] = job
        changedJobs.insert(job.id)
    }

    func job(_ id: JobID) -> Job? { state.jobs[id] }

    func begunJob(_ id: JobID) -> Job? { job(id).flatMap { $0.state == .submitted ? nil : $0 } }

    func job(externalID: String, of account: AccountID) -> Job? {
        state.jobs.values.first { $0.account == account && $0.externalID == externalID }
    }

    func jobs(_ query: JobQuery, skipping: Int, limit: Int) -> [Job] {
        Array(
            state.jobs.values.filter { query.matches($0) }.sorted { $0.id > $1.id }.dropFirst(skipping).prefix(limit))
    }

    func queueSummary() -> QueueSummary {
        struct Key: Hashable { let state: Job.State, model: String, lane: Lane }
        let unfinished = state.jobs.values.filter { !$0.state.isFinal }
        let groups = Dictionary(grouping: unfinished) { Key(state: $0.state, model: $0.model, lane: $0.lane) }
        return QueueSummary(
            lines: groups.map { .init(state: $0.state, model: $0.model, lane: $0.lane, count: $1.count) },
            oldestWaiting: unfinished.filter { $0.state == .submitted }.map(\.createdAt).min())
    }

    func endedJobs(before time: Date, limit: Int) -> [Job] {
        Array(
            state.jobs.values.filter { $0.state.isFinal && $0.updatedAt < time }
                .sorted { ($0.updatedAt, $0.id) < ($1.updatedAt, $1.id) }.prefix(limit))
    }

    func remove(_ job: Job) {
        state.jobs[job.id] = nil
        state.reservations[job.id] = nil
        state.previews[job.id] = nil
        state.deliveries = state.deliveries.filter { $0.value.job != job.id }
    }

    func save(preview: Preview) {
        state.previews[preview.job] = preview
        changedJobs.insert(preview.job)
    }

    func preview(of job: JobID) -> Preview? { state.previews[job] }

    func removePreview(of job: JobID) { state.previews[job] = nil }

    func slotsTaken(by account: AccountID, product: Product) -> Int {
        state.jobs.values.filter { $0.account == account && $0.product == product && !$0.state.isFinal }
            .reduce(0) { $0 + $1.slots }
    }

    func lostJobs(before time: Date, limit: Int) -> [Job] {
        let lost = state.jobs.values.compactMap { job in job.lease.map { (ends: $0.ends, job: job) } }
            .filter { $0.ends <= time }
        return Array(lost.sorted { ($0.ends, $0.job.id) < ($1.ends, $1.job.id) }.prefix(limit).map(\.job))
    }

    // MARK: Turns

    func nextTurn(forModels models: [String]) -> Turn? {
        state.turns.filter { models.contains($0.model) }.min { $0.precedes($1) }
    }

    func turn(in lane: Lane, model: String, account: AccountID) -> Turn? {
        state.turns.first { $0.lane == lane && $0.model == model && $0.account == account }
    }

    func save(_ turn: Turn) {
        remove(turn)
        state.turns.append(turn)
    }

    func remove(_ turn: Turn) {
        state.turns.removeAll { $0.lane == turn.lane && $0.model == turn.model && $0.account == turn.account }
    }

    func oldestWaitingJob(of turn: Turn) -> Job? {
        state.jobs.values.filter {
            $0.state == .submitted && $0.lane == turn.lane && $0.model == turn.model && $0.account == turn.account
        }.min { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    // MARK: Deliveries and assets

    func insert(_ delivery: Delivery) -> Bool {
        guard state.deliveries[delivery.id] == nil else { return false }
        save(delivery)
        return true
    }

    func save(_ delivery: Delivery) {
        state.deliveries[delivery.id] = delivery
        state.hidden[delivery.id] = nil
    }

    func dueDeliveries(at time: Date, hidingUntil: Date, limit: Int) -> [Delivery] {
        let due = state.deliveries.values.filter {
            $0.state == .waiting && $0.due <= time && state.hidden[$0.id] ?? .distantPast <= time
        }.sorted { ($0.due, $0.id) < ($1.due, $1.id) }.prefix(limit)
        for delivery in due { state.hidden[delivery.id] = hidingUntil }
        return Array(due)
    }

    func deliveries(for job: JobID) -> [Delivery] {
        state.deliveries.values.filter { $0.job == job }.sorted { $0.id < $1.id }
    }

    func deliverySummary(at time: Date) -> DeliverySummary {
        let waiting = state.deliveries.values.filter { $0.state == .waiting }
        return DeliverySummary(waiting: waiting.count, oldestDue: waiting.map(\.due).filter { $0 <= time }.min())
    }

    func insert(_ element: StudioElement) throws {
        guard state.elements[element.id] == nil else { throw DuplicateError.element }
        save(element)
    }

    func save(_ element: StudioElement) { state.elements[element.id] = element }

    func element(_ id: ElementID) -> StudioElement? { state.elements[id] }

    func elements(of account: AccountID, skipping: Int, limit: Int) -> [StudioElement] {
        Array(
            state.elements.values.filter { $0.account == account && $0.deletedAt == nil }.sorted { $0.id > $1.id }
                .dropFirst(skipping).prefix(limit))
    }

    func insert(_ selection: ClipSelection) throws {
        guard state.selections[selection.id] == nil else { throw DuplicateError.selection }
        save(selection)
    }

    func save(_ selection: ClipSelection) { state.selections[selection.id] = selection }

    func selection(_ id: SelectionID) -> ClipSelection? { state.selections[id] }

    func selectionCount(of account: AccountID) -> Int { state.selections.values.count { $0.account == account } }

    func remove(_ selection: ClipSelection) { state.selections[selection.id] = nil }

    func endedSelections(before time: Date, limit: Int) -> [ClipSelection] {
        Array(
            state.selections.values.filter { $0.endsAt < time }.sorted { ($0.endsAt, $0.id) < ($1.endsAt, $1.id) }
                .prefix(limit))
    }

    func save(_ asset: Asset) { state.assets[asset.id] = asset }

    func asset(_ id: AssetID) -> Asset? { state.assets[id] }

    func assets(before time: Date, limit: Int) -> [Asset] {
        Array(
            state.assets.values.filter { $0.createdAt < time }
                .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }.prefix(limit))
    }

    func remove(_ asset: Asset) { state.assets[asset.id] = nil }
}

extension JobQuery {
    fileprivate func matches(_ job: Job) -> Bool {
        (account == nil || job.account == account) && (states?.contains(job.state) ?? true)
            && (product == nil || job.product == product) && (surface == nil || job.surface == surface)
            && (from.map { job.createdAt >= $0 } ?? true) && (until.map { job.createdAt < $0 } ?? true)
            && (before.map { job.id < $0 } ?? true)
    }
}
