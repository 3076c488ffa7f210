import Foundation
import Hummingbird
import StudioAPI
import StudioDomain

/// What an account has and what it was charged for.
///
/// - Source: section 10 of the wire contract.
struct AccountRoutes: RouteGroup {
    let parts: ServerParts
    let access = RouteAccess.closed(.keysAndTokens)

    func add(to router: some RouterMethods<StudioRequestContext>) {
        let reader = RequestReader(parts)
        router.get("account/costs") { [parts] request, context in
            let query = request.uri.queryParameters
            let costs = try CostsQuery(
                startTime: query["start_time"].map(String.init), endTime: query["end_time"].map(String.init),
                packName: query["resource_pack_name"].map(String.init))
            return try Answers.success(await parts.costs(costs, of: context.knownCaller().account), context)
        }
        router.post("account/billing/package") { [parts] request, context in
            let body = try BillingBody.read(fromBody: await reader.checkedJSON(of: request), for: .package)
            return try Answers.success(await parts.packageBill(body, of: context.knownCaller().account), context)
        }
        router.post("account/billing/balance") { request, context in
            _ = try BillingBody.read(fromBody: await reader.checkedJSON(of: request), for: .balance)
            // Nothing is ever paid in money here.
            return try Answers.success(BillingView<BalanceDetail>([], next: nil), context)
        }
    }
}

extension ServerParts {
    /// The account's grants that are valid at some moment of a time.
    fileprivate func costs(_ query: CostsQuery, of account: AccountID) async throws -> CostsView {
        let time = studio.now()
        let grants = try await studio.store.read { try $0.grants(of: account) }
        return CostsView(
            grants.filter {
                $0.validFrom.milliseconds <= query.times.upperBound
                    && $0.validUntil.milliseconds >= query.times.lowerBound
                    && (query.packName == nil || $0.name == query.packName)
            }.map { CostsView.Pack($0, at: time) })
    }
}

extension CostsView.Pack {
    fileprivate init(_ grant: Grant, at time: Date) {
        let status: Status =
            if time < grant.validFrom {
                .notYet
            } else if grant.validUntil <= time {
                .expired
            } else if grant.remaining == .zero {
                .usedUp
            } else {
                .online
            }
        self.init(
            name: grant.name, id: grant.id.description, kind: grant.kind == .pack ? .total : .period,
            total: Double(grant.amount.hundredths) / 100, remaining: Double(grant.remaining.hundredths) / 100,
            purchasedAt: grant.validFrom.milliseconds, validFrom: grant.validFrom.milliseconds,
            validUntil: grant.validUntil.milliseconds, status: status)
    }
}
