import Foundation

extension Studio {
    /// Gives an account what its plan owes it for this day and this month (in UTC), once however often it is called.
    /// - Returns: what was given now.
    @discardableResult
    public func issueDue(to account: Account, by plans: Plans) async throws -> [Grant] {
        guard let plan = account.plan.flatMap(plans.plan(named:)) else { return [] }
        let time = now()
        let periods: [(kind: Grant.Kind, unit: Calendar.Component, credits: Credits)] = [
            (.daily, .day, plan.dailyCredits), (.monthly, .month, plan.monthlyCredits),
        ]
        let known = try await store.read { try $0.grants(of: account.id) }
        var given: [Grant] = []
        for period in periods where period.credits > .zero {
            let interval = Calendar.utc.dateInterval(of: period.unit, for: time)!
            guard !known.contains(where: { $0.kind == period.kind && $0.validFrom == interval.start }) else { continue }
            let date = String(interval.start.ISO8601Format().prefix(period.unit == .day ? 10 : 7))
            let grant = Grant(
                id: .new(at: time), account: account.id, kind: period.kind, name: "\(plan.name) plan, \(date)",
                product: nil, amount: period.credits, validFrom: interval.start, validUntil: interval.end,
                concurrency: plan.concurrency)
            do {
                try await issue(grant, reason: "account \(account.id) \(period.kind) \(date)")
                given.append(grant)
            } catch DuplicateError.ledgerReason {
                // Another server was faster.
                continue
            }
        }
        return given
    }

    /// Gives an account a pack, from now on.
    public func issue(_ pack: Plans.Pack, to account: AccountID, by actor: String) async throws -> Grant {
        let time = now()
        let grant = Grant(
            id: .new(at: time), account: account, kind: .pack, name: pack.name, product: pack.product,
            amount: pack.quantity, validFrom: time,
            validUntil: time.addingTimeInterval(Double(pack.days) * 24 * 3600), concurrency: pack.concurrency)
        try await issue(grant, by: actor)
        return grant
    }

    /// - Throws: `DuplicateError.ledgerReason` when that was given before.
    private func issue(_ grant: Grant, reason: String) async throws {
        let time = now()
        try await store.transaction { transaction in
            try transaction.append([.issuing(grant, reason: reason, at: time)])
            try transaction.save(grant)
        }
    }
}

extension Calendar {
    fileprivate static let utc: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()
}
