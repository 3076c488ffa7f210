import Foundation

extension Studio {
    /// What was swept.
    public struct Sweep: Sendable, Equatable {
        /// Jobs whose worker was lost: those that wait again and those that were given up.
        public var requeued = 0
        public var givenUp = 0
        /// Grants that ended with something left.
        public var expired = 0

        public init() {}
    }

    /// Takes up the jobs of lost workers and ends grants. To be called every second or so, by any number of servers.
    /// - Parameter limit: of each kind at most so many at once.
    public func sweep(limit: Int = 100) async throws -> Sweep {
        let time = now()
        return try await store.transaction { transaction in
            var sweep = Sweep()
            for var job in try transaction.lostJobs(before: time, limit: limit) {
                guard let settlement = job.loseWorker(at: time) else { continue }
                try transaction.save(job)
                if job.state.isFinal {
                    try Self.settle(settlement, of: job, in: transaction, at: time)
                    sweep.givenUp += 1
                } else {
                    try Self.enqueue(job, in: transaction, at: time)
                    sweep.requeued += 1
                }
            }
            for var grant in try transaction.endedGrants(before: time, limit: limit) {
                try transaction.append([.expiring(grant, at: time)])
                _ = grant.take(upTo: grant.remaining)
                try transaction.save(grant)
                sweep.expired += 1
            }
            return sweep
        }
    }
}
