import Foundation
import Logging
import ServiceLifecycle
import StudioAPI
import StudioDomain
import Synchronization

/// Hears of changes in the store and tells those who follow them. However many readers there are, a change is read once, and
/// not at all when nobody follows it.
public final class EventHub: Service {
    private let studio: Studio
    private let links: @Sendable (Output, Product) -> String
    private let logger: Logger
    private let readers = Mutex(Readers())

    /// Readers of one account, and all together.
    static let mostPerAccount = 50
    static let mostReaders = 5000

    private struct Readers {
        var bySubject: [Subscription.Subject: [ObjectIdentifier: Subscription]] = [:]
        var perAccount: [AccountID: Int] = [:]
        var count = 0
        /// How many follow an account and not a job: of these, a job's account must be known.
        var ofAccounts = 0
        var isClosed = false

        func problem(for account: AccountID) -> APIError? {
            if isClosed { return .unavailable }
            return count >= mostReaders || perAccount[account] ?? 0 >= mostPerAccount ? .tooFrequent : nil
        }
    }

    public convenience init(parts: ServerParts, logger: Logger) {
        self.init(studio: parts.studio, logger: logger) { output, product in parts.link(to: output.asset, of: product) }
    }

    init(studio: Studio, logger: Logger, links: @escaping @Sendable (Output, Product) -> String) {
        self.studio = studio
        self.links = links
        self.logger = logger
    }

    /// Until it is told to stop; then all readers are sent away, so that the server can stop, too.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            for await id in self.studio.store.changes() { await self.tell(of: id) }
        }
        let all = readers.withLock { readers in
            readers.isClosed = true
            return readers.bySubject.values.flatMap(\.values)
        }
        for subscription in all { subscription.end() }
    }

    private func tell(of id: JobID) async {
        guard readers.withLock({ $0.ofAccounts > 0 || $0.bySubject[.job(id)] != nil }) else { return }
        do {
            guard let (event, account) = try await event(of: id) else { return }
            let told = readers.withLock {
                [$0.bySubject[.job(id)], $0.bySubject[.account(account)]].compactMap { $0?.values }.flatMap { $0 }
            }
            for subscription in told { subscription.tell(event) }
        } catch {
            if Task.isCancelled { return }
            logger.error("a change cannot be read", metadata: ["job": "\(id)", "error": "\(error)"])
        }
    }

    /// How a job stands now, and whose it is.
    func event(of id: JobID) async throws -> (TaskEvent, AccountID)? {
        let found = try await studio.store.read { view in
            try view.job(id).map { job in
                (job: job, preview: job.state == .processing ? try view.preview(of: id) : nil)
            }
        }
        return found.map { (event($0.job, $0.preview), $0.job.account) }
    }

    func event(_ job: Job, _ preview: Preview?) -> TaskEvent {
        TaskEvent(job, preview: preview) { links($0, job.product) }
    }

    /// How the unfinished tasks of an account stand, those that ended since a time, and some others, oldest first.
    func events(of account: AccountID, since time: Date?, and others: Set<JobID>) async throws -> [TaskEvent] {
        let found = try await studio.store.read { view in
            var jobs = try view.jobs(
                JobQuery(account: account, states: [.submitted, .processing]), skipping: 0, limit: 200)
            if let time {
                let ended = try view.jobs(
                    JobQuery(account: account, states: [.succeeded, .failed, .cancelled]), skipping: 0, limit: 200)
                jobs += ended.filter { $0.updatedAt >= time }
            }
            jobs += try others.subtracting(jobs.map(\.id)).compactMap { try view.job($0) }
            return try jobs.sorted { $0.id < $1.id }.map {
                (job: $0, preview: $0.state == .processing ? try view.preview(of: $0.id) : nil)
            }
        }
        return found.map { event($0.job, $0.preview) }
    }

    /// - Throws: `APIError` when there are too many readers.
    func checkRoom(for account: AccountID) throws(APIError) {
        if let problem = readers.withLock({ $0.problem(for: account) }) { throw problem }
    }

    /// - Throws: `APIError` when there are too many readers.
    func subscribe(_ subject: Subscription.Subject, of account: AccountID) throws(APIError) -> Subscription {
        let subscription = Subscription(subject)
        let problem: APIError? = readers.withLock { readers in
            if let problem = readers.problem(for: account) { return problem }
            readers.bySubject[subject, default: [:]][ObjectIdentifier(subscription)] = subscription
            readers.perAccount[account, default: 0] += 1
            readers.count += 1
            if case .account = subject { readers.ofAccounts += 1 }
            return nil
        }
        if let problem { throw problem }
        return subscription
    }

    func end(_ subscription: Subscription, of account: AccountID) {
        subscription.end()
        readers.withLock { readers in
            let key = ObjectIdentifier(subscription)
            guard readers.bySubject[subscription.subject]?.removeValue(forKey: key) != nil else { return }
            if readers.bySubject[subscription.subject]!.isEmpty { readers.bySubject[subscription.subject] = nil }
            readers.perAccount[account]! -= 1
            if readers.perAccount[account] == 0 { readers.perAccount[account] = nil }
            readers.count -= 1
            if case .account = subscription.subject { readers.ofAccounts -= 1 }
        }
    }

    /// How many follow something now.
    var readerCount: Int { readers.withLock { $0.count } }
}
