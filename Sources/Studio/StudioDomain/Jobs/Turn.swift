import Foundation

/// An account's place in a queue: accounts of a lane take turns, whoever waited longest for one comes first.
///
/// A store keeps one for each lane, model and account that has waiting jobs, so that finding the next job takes as long with
/// a hundred thousand of them as with ten.
public struct Turn: Sendable, Hashable, Codable {
    public let lane: Lane
    public let model: String
    public let account: AccountID
    /// When a job of it was last claimed; for one that comes new, when its first job was submitted.
    public var lastServed: Date

    public init(lane: Lane, model: String, account: AccountID, lastServed: Date) {
        self.lane = lane
        self.model = model
        self.account = account
        self.lastServed = lastServed
    }

    /// Whether it comes before another one of the same queue.
    public func precedes(_ other: Turn) -> Bool {
        (lane, lastServed, account) < (other.lane, other.lastServed, other.account)
    }
}
