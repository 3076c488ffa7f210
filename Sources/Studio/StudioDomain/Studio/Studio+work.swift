import Foundation

extension Studio {
    /// How long a worker has a job without being heard of, in seconds.
    public static let leaseTime: TimeInterval = 15

    /// The next job for a worker, which is then its: of the first lane where one waits, of the account that waited longest for
    /// its turn, the one that was submitted first. Nothing when none waits.
    /// - Parameter models: those that the worker can run.
    public func claimNext(for worker: WorkerID, models: [String]) async throws -> Job? {
        let time = now()
        return try await store.transaction { transaction in
            while var turn = try transaction.nextTurn(forModels: models) {
                guard var job = try transaction.oldestWaitingJob(of: turn),
                    job.claim(by: worker, until: time.addingTimeInterval(Self.leaseTime), at: time)
                else {
                    try transaction.remove(turn)
                    continue
                }
                try transaction.save(job)
                turn.lastServed = time
                try transaction.save(turn)
                try Self.dequeueIfEmpty(turn, in: transaction)
                try Self.tell(of: job, in: transaction, at: time)
                return job
            }
            return nil
        }
    }

    /// Tells that a worker is still at a job. False when it shall stop: the job was cancelled or given to another.
    /// - Parameter preview: a small JPEG of what it looks like so far.
    public func renew(_ id: JobID, by worker: WorkerID, progress: Progress?, preview: Data? = nil) async throws -> Bool
    {
        let time = now()
        return try await store.transaction { transaction in
            guard var job = try transaction.job(id),
                job.renew(by: worker, until: time.addingTimeInterval(Self.leaseTime), progress: progress)
            else { return false }
            try transaction.save(job)
            if let preview {
                try transaction.save(preview: Preview(job: id, step: job.progress?.step ?? 0, picture: preview))
            }
            return true
        }
    }

    /// The worker made it: its outputs are kept and the job is paid. False when the job is no longer the worker's; then
    /// nothing is kept.
    public func succeed(
        _ id: JobID, by worker: WorkerID, assets: [Asset], outputs: [Output]
    ) async throws -> Bool {
        try await end(id) { job, time in
            job.succeed(by: worker, outputs: outputs, at: time)
        } alsoSaving: {
            assets
        }
    }

    /// The worker cannot make it: what was held for it goes back. False when the job is no longer the worker's.
    public func fail(_ id: JobID, by worker: WorkerID, reason: String) async throws -> Bool {
        try await end(id) { job, time in job.fail(by: worker, reason: reason, at: time) }
    }

    /// Its owner does not want it any more. False when it had ended.
    public func cancel(_ id: JobID) async throws -> Bool {
        let wasLeft = try await end(id) { job, time in job.cancel(at: time) }
        return wasLeft
    }

    private func end(
        _ id: JobID, _ change: @escaping @Sendable (inout Job, Date) -> Job.Settlement?,
        alsoSaving assets: @escaping @Sendable () -> [Asset] = { [] }
    ) async throws -> Bool {
        let time = now()
        return try await store.transaction { transaction in
            guard var job = try transaction.job(id) else { return false }
            let waited = job.state == .submitted
            guard let settlement = change(&job, time) else { return false }
            for asset in assets() { try transaction.save(asset) }
            try transaction.save(job)
            try Self.settle(settlement, of: job, in: transaction, at: time)
            if waited, let turn = try transaction.turn(in: job.lane, model: job.model, account: job.account) {
                try Self.dequeueIfEmpty(turn, in: transaction)
            }
            return true
        }
    }

    /// A worker that stops gives back what it has not finished. False when the job is no longer its.
    public func giveBack(_ id: JobID, by worker: WorkerID) async throws -> Bool {
        let time = now()
        return try await store.transaction { transaction in
            guard var job = try transaction.job(id), job.giveBack(by: worker, at: time) else { return false }
            try transaction.save(job)
            try Self.enqueue(job, in: transaction, at: time)
            return true
        }
    }
}
