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

    /// What was forgotten.
    public struct Forgotten: Sendable, Equatable {
        public var jobs = 0
        public var selections = 0
        /// Their bytes are to be removed.
        public var assets: [AssetID] = []

        public init() {}
    }

    /// Forgets jobs, assets, selections, sessions and invitations that are past their time. A picture of an element that is still there begins its time anew.
    /// - Parameter limit: of each kind at most so many at once.
    public func forgetOld(limit: Int = 100) async throws -> Forgotten {
        let time = now()
        let latest = time.addingTimeInterval(-Asset.lifetime)
        return try await store.transaction { transaction in
            var forgotten = Forgotten()
            for job in try transaction.endedJobs(before: latest, limit: limit) {
                try transaction.remove(job)
                forgotten.jobs += 1
            }
            try transaction.removeSignIns(endedBefore: time)
            for selection in try transaction.endedSelections(before: time, limit: limit) {
                try transaction.remove(selection)
                forgotten.selections += 1
                // What jobs may still need stays as long as their other inputs.
                if !selection.isOrdered { forgotten.assets += try Self.forget(selection.assets, in: transaction) }
            }
            var inElements: [AccountID: Set<AssetID>] = [:]
            for asset in try transaction.assets(before: latest, limit: limit) {
                if inElements[asset.account] == nil {
                    let elements = try transaction.elements(of: asset.account, skipping: 0, limit: .max)
                    inElements[asset.account] = Set(elements.flatMap(\.assets))
                }
                if inElements[asset.account]?.contains(asset.id) == true {
                    try transaction.save(asset.renewed(at: time))
                } else {
                    try transaction.remove(asset)
                    forgotten.assets.append(asset.id)
                }
            }
            return forgotten
        }
    }
}

extension Asset {
    fileprivate func renewed(at time: Date) -> Asset {
        Asset(id: id, account: account, job: job, mediaType: mediaType, bytes: bytes, createdAt: time)
    }
}

extension StudioElement {
    /// Those of its pictures that are kept here.
    fileprivate var assets: [AssetID] {
        ([frontal] + views).compactMap { source in
            if case .asset(let id) = source { id } else { nil }
        }
    }
}
