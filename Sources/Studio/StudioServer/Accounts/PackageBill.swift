import Foundation
import StudioAPI
import StudioDomain

extension ServerParts {
    /// What paid tasks took from an account's grants, in the order in which it was taken.
    func packageBill(_ body: BillingBody, of account: AccountID) async throws -> BillingView<PackageDetail> {
        let bill = try await studio.store.read { view in
            let ledger = try view.ledger(of: account)
            let names = Dictionary(uniqueKeysWithValues: try view.grants(of: account).map { ($0.id, $0.name) })
            var jobs: [JobID: Job] = [:]
            for deduction in Deduction.paid(in: ledger) where body.times.contains(deduction.time.milliseconds) {
                jobs[deduction.job] = try view.job(deduction.job)
            }
            return Bill(deductions: Deduction.paid(in: ledger), grantNames: names, jobs: jobs)
        }
        var entries = bill.entries(body)
        if let after = body.cursor?.after, let last = entries.firstIndex(where: { $0.deduction.reason == after }) {
            entries.removeSubrange(...last)
        }
        let page = entries.prefix(body.limit)
        let next = entries.count > page.count ? page.last : nil
        return BillingView(
            page.map(\.detail),
            next: next.map {
                PageCursor(
                    start: body.times.lowerBound, end: body.times.upperBound, after: $0.deduction.reason,
                    filters: body.filters)
            })
    }
}

/// Credits that a task which succeeded took from one grant.
private struct Deduction {
    /// The ledger's, which is unique.
    let reason: String
    let job: JobID
    let grant: GrantID
    let time: Date
    /// What was in the grant before.
    let before: Credits
    let amount: Credits

    /// - Parameter ledger: of an account, in the order in which it was written.
    static func paid(in ledger: [LedgerEntry]) -> [Deduction] {
        let paid = Set(
            ledger.compactMap { entry -> JobID? in
                guard case .held(let job) = entry.from, entry.to == .earned else { return nil }
                return job
            })
        var balances: [LedgerEntry.Book: Credits] = [:]
        var deductions: [Deduction] = []
        for entry in ledger {
            if case .grant(let grant) = entry.from, case .held(let job) = entry.to, paid.contains(job) {
                deductions.append(
                    Deduction(
                        reason: entry.reason, job: job, grant: grant, time: entry.time,
                        before: balances[entry.from] ?? .zero, amount: entry.credits))
            }
            balances[entry.from, default: .zero] -= entry.credits
            balances[entry.to, default: .zero] += entry.credits
        }
        return deductions
    }
}

/// Deductions and what they were for. Tasks that are forgotten by now are left out.
private struct Bill: Sendable {
    let deductions: [Deduction]
    let grantNames: [GrantID: String]
    let jobs: [JobID: Job]

    struct Entry {
        let deduction: Deduction
        let detail: PackageDetail
    }

    func entries(_ body: BillingBody) -> [Entry] {
        func matches(_ key: String, _ value: String) -> Bool { body.values(of: key)?.contains(value) ?? true }
        return deductions.compactMap { deduction in
            guard let job = jobs[deduction.job], matches("api_key_name", job.tariff.keyName),
                matches("product_type", job.product.rawValue), matches("package_id", deduction.grant.description),
                matches("package_name", grantNames[deduction.grant] ?? "")
            else { return nil }
            return Entry(deduction: deduction, detail: detail(of: deduction, for: job))
        }
    }

    private func detail(of deduction: Deduction, for job: Job) -> PackageDetail {
        PackageDetail(
            task: BilledTask(
                taskID: job.id.description, apiKeyName: job.tariff.keyName,
                function: job.surface.split(separator: "/").last.map(String.init) ?? "", model: job.tariff.model,
                resolution: job.product == .video ? job.tariff.tier.resolution : "",
                duration: job.order.seconds?.wireSeconds ?? "",
                hasReferenceVideo: job.tariff.use == .clip, deductedAt: deduction.time.milliseconds),
            packageID: deduction.grant.description, product: job.product.rawValue,
            before: deduction.before.description, amount: deduction.amount.description,
            after: (deduction.before - deduction.amount).description)
    }
}

extension Tariff.Tier {
    /// "720p", "1080p" or "4k".
    var resolution: String {
        switch self {
        case .std: "720p"
        case .pro: "1080p"
        case .ultra: "4k"
        }
    }
}
