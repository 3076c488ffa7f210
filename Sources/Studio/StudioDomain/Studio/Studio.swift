import Foundation

/// The studio's rules over a store: what may be submitted, who is next, what is owed.
///
/// Each method is one transaction, so that a kill at any instant leaves either all of it or nothing.
public struct Studio: Sendable {
    public let store: any StudioStore
    public let now: @Sendable () -> Date

    /// - Parameter now: the clock.
    public init(store: any StudioStore, now: @escaping @Sendable () -> Date = { Date() }) {
        self.store = store
        self.now = now
    }

    /// Settles what a job owes after a change of its state, and tells its client.
    static func settle(
        _ settlement: Job.Settlement, of job: Job, in transaction: any StudioTransaction, at time: Date
    ) throws {
        if settlement != .none, var reservation = try transaction.reservation(for: job.id) {
            switch settlement {
            case .none: break
            case .capture:
                if reservation.capture() {
                    try transaction.append([.capturing(reservation, of: job.account, at: time)])
                }
            case .release:
                var grants = try transaction.openGrants(of: job.account)
                if reservation.release(into: &grants) {
                    for grant in grants where reservation.parts.contains(where: { $0.grant == grant.id }) {
                        try transaction.save(grant)
                    }
                    try transaction.append(LedgerEntry.releasing(reservation, of: job.account, at: time))
                }
            }
            try transaction.save(reservation)
        }
        if job.state.isFinal { try transaction.removePreview(of: job.id) }
        try tell(of: job, in: transaction, at: time)
    }

    /// Queues a message about the job's state, where someone wants it.
    static func tell(of job: Job, in transaction: any StudioTransaction, at time: Date) throws {
        guard let url = job.callback else { return }
        // Two identifiers drawn in one millisecond can be alike; no message may take another's place.
        while try !transaction.insert(Delivery(id: .new(at: time), job: job, to: url, at: time)) {}
    }

    /// Gives a waiting job's account a place in its queue, unless it has one.
    static func enqueue(_ job: Job, in transaction: any StudioTransaction, at time: Date) throws {
        guard try transaction.turn(in: job.lane, model: job.model, account: job.account) == nil else { return }
        try transaction.save(Turn(lane: job.lane, model: job.model, account: job.account, lastServed: time))
    }

    /// Takes the account's place away when none of its jobs waits any more.
    static func dequeueIfEmpty(_ turn: Turn, in transaction: any StudioTransaction) throws {
        if try transaction.oldestWaitingJob(of: turn) == nil { try transaction.remove(turn) }
    }
}
