import Foundation

/// What waits to be delivered.
public struct DeliverySummary: Sendable, Hashable {
    public let waiting: Int
    /// Of those that are due; nothing where none is.
    public let oldestDue: Date?

    public init(waiting: Int, oldestDue: Date?) {
        self.waiting = waiting
        self.oldestDue = oldestDue
    }
}
