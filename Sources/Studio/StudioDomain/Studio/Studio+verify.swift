extension Studio {
    /// What is wrong with an account's books, in sentences; nothing when all is well.
    ///
    /// Of one instant: no job or entry may be added meanwhile.
    public func faults(of account: AccountID) async throws -> [String] {
        try await store.transaction { transaction in
            let jobs = try Self.allJobs(of: account, in: transaction)
            let ledger = try transaction.ledger(of: account)
            let balances = LedgerEntry.balances(of: ledger)
            return try Self.faults(ofGrants: transaction.grants(of: account), balances: balances)
                + Self.faults(ofHeld: jobs, balances: balances) + Self.faults(ofCharges: jobs, ledger: ledger)
                + Self.faults(ofOutputs: jobs, in: transaction)
                + Self.faults(ofTurns: jobs, in: transaction)
        }
    }

    private static func allJobs(of account: AccountID, in transaction: any StudioTransaction) throws -> [Job] {
        var (jobs, query) = ([Job](), JobQuery(account: account))
        while true {
            let page = try transaction.jobs(query, skipping: 0, limit: 1000)
            jobs += page
            guard page.count == 1000 else { return jobs }
            query.before = page.last?.id
        }
    }

    private static func faults(ofGrants grants: [Grant], balances: [LedgerEntry.Book: Credits]) -> [String] {
        var faults: [String] = []
        if balances.values.reduce(.zero, +) != .zero { faults.append("All books together are not zero.") }
        for grant in grants where balances[.grant(grant.id), default: .zero] != grant.remaining {
            faults.append(
                "Grant \(grant.id) has \(grant.remaining) left and \(balances[.grant(grant.id), default: .zero]) in its book."
            )
        }
        return faults
    }

    private static func faults(ofHeld jobs: [Job], balances: [LedgerEntry.Book: Credits]) -> [String] {
        jobs.compactMap { job in
            let (expected, found) = (job.state.isFinal ? .zero : job.price, balances[.held(job.id), default: .zero])
            return found == expected ? nil : "Job \(job.id) is \(job.state) and \(found) is held for it."
        }
    }

    /// A job is charged its price when it succeeded, and nothing otherwise.
    private static func faults(ofCharges jobs: [Job], ledger: [LedgerEntry]) -> [String] {
        var charges: [LedgerEntry.Book: Credits] = [:]
        for entry in ledger where entry.to == .earned { charges[entry.from, default: .zero] += entry.credits }
        return jobs.compactMap { job in
            let expected = job.state == .succeeded ? job.price : .zero
            let found = charges[.held(job.id), default: .zero]
            return found == expected ? nil : "Job \(job.id) is \(job.state) and was charged \(found), not \(expected)."
        }
    }

    private static func faults(ofOutputs jobs: [Job], in transaction: any StudioTransaction) throws -> [String] {
        try jobs.flatMap { job in
            if job.state == .succeeded, job.outputs.isEmpty { return ["Job \(job.id) succeeded and made nothing."] }
            return try job.outputs.filter { try transaction.asset($0.asset) == nil }
                .map { "Job \(job.id) names the asset \($0.asset), which is not there." }
        }
    }

    private static func faults(ofTurns jobs: [Job], in transaction: any StudioTransaction) throws -> [String] {
        try jobs.filter { $0.state == .submitted }.compactMap { job in
            guard try transaction.turn(in: job.lane, model: job.model, account: job.account) == nil else { return nil }
            return "Job \(job.id) waits and has no turn."
        }
    }
}
