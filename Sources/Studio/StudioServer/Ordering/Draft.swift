import Foundation
import StudioAPI
import StudioDomain

/// What a request for a task comes to.
struct Draft {
    var order: Order
    var tariff: Tariff
    var price: Credits
    /// What it takes of the account's concurrency: one for a clip, one for each picture.
    var slots: Int { order.task.product == .image ? order.count : 1 }
}

/// A request that a job can be made of.
protocol OrderableBody: Sendable {
    var externalTaskID: String? { get }
    var callbackURL: URL? { get }
    /// What a server must be able to make for it.
    var needs: [Ability] { get }

    /// - Throws: `APIError`.
    func draft(at desk: inout OrderDesk) async throws -> Draft
}

extension OrderableBody {
    var needs: [Ability] { [] }
}

/// One of the legacy surface.
protocol LegacyBody: OrderableBody, Decodable {
    var common: CommonFields { get }
}

extension LegacyBody {
    var externalTaskID: String? { common.externalTaskID }
    var callbackURL: URL? { common.callbackURL }
}
