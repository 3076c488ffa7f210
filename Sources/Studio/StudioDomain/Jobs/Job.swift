import Foundation

/// Something to make for an account, from its submission to its end.
///
///     submitted -> processing -> succeeded | failed | cancelled
///         ^------------'                a worker that is lost gives the job back
///
/// Every change goes through a method that says whether it took place; one that comes too late changes nothing.
public struct Job: Sendable, Hashable, Codable, Identifiable {
    public enum State: String, Sendable, Codable, CaseIterable {
        case submitted, processing, succeeded, failed, cancelled

        public var isFinal: Bool { self != .submitted && self != .processing }
    }

    /// The right of one worker to a job, until it ends or is renewed.
    public struct Lease: Sendable, Hashable, Codable {
        public let worker: WorkerID
        public let ends: Date
    }

    /// A job that took this many workers down fails.
    public static let mostLosses = 2

    public let id: JobID
    public let account: AccountID
    /// The client's own name for it, unique in its account.
    public let externalID: String?
    /// The path of the API that it was submitted through, such as "videos/text2video"; it is listed there.
    public let surface: String
    public let lane: Lane
    /// Of the model that makes it.
    public let model: String
    public let product: Product
    /// What it takes of its account's concurrency until it ends.
    public let slots: Int
    public let price: Credits
    /// What it was ordered as.
    public let tariff: Tariff
    /// What is to be made, as whoever renders understands it.
    public let order: Order
    /// Told of every change of state.
    public let callback: URL?
    public let createdAt: Date

    public private(set) var state = State.submitted
    /// Why it failed, for its owner to read; empty otherwise.
    public private(set) var message = ""
    public private(set) var lease: Lease?
    /// How many workers were lost over it.
    public private(set) var losses = 0
    public private(set) var progress: Progress?
    public private(set) var outputs: [Output] = []
    public private(set) var updatedAt: Date

    public init(
        id: JobID, account: AccountID, externalID: String?, surface: String, lane: Lane, model: String,
        product: Product, slots: Int, price: Credits, tariff: Tariff = Tariff(model: ""), order: Order, callback: URL?,
        createdAt: Date
    ) {
        self.id = id
        self.account = account
        self.externalID = externalID
        self.surface = surface
        self.lane = lane
        self.model = model
        self.product = product
        self.slots = slots
        self.price = price
        self.tariff = tariff
        self.order = order
        self.callback = callback
        self.createdAt = createdAt
        updatedAt = createdAt
    }
}

extension Job {
    /// What a change means for the credits that are held for the job.
    public enum Settlement: Sendable, Equatable {
        /// They stay held.
        case none
        case capture
        case release
    }

    /// Hands the job to a worker until `ends`; false for a job that is not waiting.
    public mutating func claim(by worker: WorkerID, until ends: Date, at time: Date) -> Bool {
        guard state == .submitted else { return false }
        (state, lease, progress, updatedAt) = (.processing, Lease(worker: worker, ends: ends), nil, time)
        return true
    }

    /// Keeps the job with its worker for longer, and notes how far it is. False when the job is no longer the worker's: it
    /// was cancelled, or given to another.
    public mutating func renew(by worker: WorkerID, until ends: Date, progress: Progress?) -> Bool {
        guard state == .processing, lease?.worker == worker else { return false }
        lease = Lease(worker: worker, ends: ends)
        self.progress = progress ?? self.progress
        return true
    }

    /// The worker is done. Nothing when the job is no longer its.
    public mutating func succeed(by worker: WorkerID, outputs: [Output], at time: Date) -> Settlement? {
        guard state == .processing, lease?.worker == worker else { return nil }
        self.outputs = outputs
        end(as: .succeeded, message: "", at: time)
        return .capture
    }

    /// The worker cannot make it. Nothing when the job is no longer its.
    public mutating func fail(by worker: WorkerID, reason: String, at time: Date) -> Settlement? {
        guard state == .processing, lease?.worker == worker else { return nil }
        end(as: .failed, message: reason, at: time)
        return .release
    }

    /// The worker stops and gives back what it began; that counts for nothing. False when the job is no longer its.
    public mutating func giveBack(by worker: WorkerID, at time: Date) -> Bool {
        guard state == .processing, lease?.worker == worker else { return false }
        (state, lease, progress, updatedAt) = (.submitted, nil, nil, time)
        return true
    }

    /// A lease that ended means that its worker was lost: the job waits again, or fails when it took too many down. Nothing
    /// for a job whose lease has not ended.
    public mutating func loseWorker(at time: Date) -> Settlement? {
        guard state == .processing, let lease, lease.ends <= time else { return nil }
        losses += 1
        guard losses < Self.mostLosses else {
            end(
                as: .failed,
                message: "The worker stopped \(losses) times while it was making this, so it was given up.", at: time)
            return .release
        }
        (state, self.lease, progress, updatedAt) = (.submitted, nil, nil, time)
        return Settlement.none
    }

    /// Its owner does not want it any more. Nothing for a job that has ended.
    public mutating func cancel(at time: Date) -> Settlement? {
        guard !state.isFinal else { return nil }
        end(as: .cancelled, message: "Cancelled.", at: time)
        return .release
    }

    private mutating func end(as state: State, message: String, at time: Date) {
        (self.state, self.message, lease, progress, updatedAt) = (state, message, nil, nil, time)
    }

    /// The job as it was when its state became an earlier one, for messages about that; itself for one that has ended.
    public func past(_ state: State, since time: Date) -> Job {
        guard !state.isFinal else { return self }
        var past = self
        (past.state, past.message, past.outputs, past.updatedAt) = (state, "", [], time)
        (past.lease, past.progress) = (nil, nil)
        return past
    }
}
