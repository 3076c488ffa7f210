import Foundation

extension Studio {
    /// Forgets a job and what it made, as its owner wishes; one that has not ended is cancelled first. The ledger stays.
    /// - Returns: assets whose bytes are to be removed; nothing where there is no such job.
    public func forget(_ id: JobID, of account: AccountID) async throws -> [AssetID]? {
        let time = now()
        return try await store.transaction { transaction in
            guard var job = try transaction.job(id), job.account == account else { return nil }
            let waited = job.state == .submitted
            if let settlement = job.cancel(at: time) {
                try transaction.save(job)
                try Self.settle(settlement, of: job, in: transaction, at: time)
            }
            if waited, let turn = try transaction.turn(in: job.lane, model: job.model, account: job.account) {
                try Self.dequeueIfEmpty(turn, in: transaction)
            }
            for output in job.outputs {
                if let asset = try transaction.asset(output.asset) { try transaction.remove(asset) }
            }
            try transaction.remove(job)
            return job.outputs.map(\.asset)
        }
    }
}
