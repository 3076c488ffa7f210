import Foundation

/// Why nothing was submitted.
public enum SubmissionError: Error, Equatable, Sendable {
    case unknownAccount
    case suspended
    /// The account has not enough credits of that kind.
    case notEnoughCredits(price: Credits)
    /// As many jobs run or wait as the account may have at once.
    case tooManyAtOnce(limit: Int)
    case externalIDTaken(String)
}

/// What an account wants made.
public struct Submission: Sendable {
    public let account: AccountID
    public let externalID: String?
    public let surface: String
    public let model: String
    public let slots: Int
    public let price: Credits
    public let tariff: Tariff
    public let order: Order
    /// What was given for it and is not kept yet; the bytes are in the store of assets already.
    public let assets: [Asset]
    public let callback: URL?
    /// Waits until nothing else does, whatever the account's plan.
    public let isRelaxed: Bool

    public init(
        account: AccountID, externalID: String? = nil, surface: String, model: String, slots: Int = 1,
        price: Credits, tariff: Tariff = Tariff(model: ""), order: Order,
        assets: [Asset] = [], callback: URL? = nil, isRelaxed: Bool = false
    ) {
        self.account = account
        self.externalID = externalID
        self.surface = surface
        self.model = model
        self.slots = slots
        self.price = price
        self.tariff = tariff
        self.order = order
        self.assets = assets
        self.callback = callback
        self.isRelaxed = isRelaxed
    }
}

extension Studio {
    /// Takes a job: reserves its price and puts it into the queue.
    /// - Throws: `SubmissionError`, or `SelectionRefusal`.
    public func submit(_ submission: Submission) async throws -> Job {
        while true {
            do {
                return try await accept(submission)
            } catch let error as DuplicateError where error == .job {
                // Two identifiers drawn in one millisecond were alike.
                continue
            }
        }
    }

    private func accept(_ submission: Submission) async throws -> Job {
        let time = now()
        let product = submission.order.task.product
        return try await store.transaction { transaction in
            guard let account = try transaction.account(submission.account) else {
                throw SubmissionError.unknownAccount
            }
            guard account.state == .active else { throw SubmissionError.suspended }
            if let externalID = submission.externalID,
                try transaction.job(externalID: externalID, of: account.id) != nil
            {
                throw SubmissionError.externalIDTaken(externalID)
            }
            // Reading the grants for changing makes submissions of one account wait for each other, so that neither credits nor
            // concurrency are given twice.
            var grants = try transaction.openGrants(of: account.id)
            let limit = grants.filter { $0.pays(for: product, at: time) }.map(\.concurrency).max() ?? 0
            guard try transaction.slotsTaken(by: account.id, product: product) + submission.slots <= limit
            else {
                if limit == 0 { throw SubmissionError.notEnoughCredits(price: submission.price) }
                throw SubmissionError.tooManyAtOnce(limit: limit)
            }
            let job = Job(
                id: .new(at: time), account: account.id, externalID: submission.externalID,
                surface: submission.surface, lane: submission.isRelaxed ? .relaxed : account.lane,
                model: submission.model, product: product, slots: submission.slots, price: submission.price,
                tariff: submission.tariff, order: submission.order, callback: submission.callback, createdAt: time)
            guard
                let reservation = Reservation(
                    job.price, for: job.id, product: job.product, from: &grants, at: time)
            else { throw SubmissionError.notEnoughCredits(price: job.price) }
            if let id = submission.order.selection {
                guard var selection = try transaction.selection(id), selection.account == account.id,
                    time < selection.endsAt
                else { throw SelectionRefusal.notFound(id.description) }
                // What only the selection needed may be gone since the order was written.
                for case .asset(let asset) in submission.order.inputs.map(\.source)
                where !submission.assets.contains(where: { $0.id == asset }) {
                    guard try transaction.asset(asset) != nil else { throw SelectionRefusal.changing }
                }
                selection.order()
                try transaction.save(selection)
            }
            try transaction.insert(job)
            for asset in submission.assets { try transaction.save(asset) }
            for grant in grants where reservation.parts.contains(where: { $0.grant == grant.id }) {
                try transaction.save(grant)
            }
            try transaction.insert(reservation)
            try transaction.append(LedgerEntry.reserving(reservation, of: account.id, at: time))
            try Self.enqueue(job, in: transaction, at: time)
            try Self.tell(of: job, in: transaction, at: time)
            return job
        }
    }
}
