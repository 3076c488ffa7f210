import Foundation

/// Whoever makes clips here and pays for them.
public struct Account: Sendable, Hashable, Codable, Identifiable {
    public enum State: String, Sendable, Codable {
        case active
        /// May look at what there is and make nothing new.
        case suspended
    }

    public let id: AccountID
    public var name: String
    public var state: State
    /// Which lane its jobs wait in.
    public var lane: Lane
    public var isAdministrator: Bool
    /// The name of its plan; nothing for an account without one, which has what it is given.
    public var plan: String?
    public let createdAt: Date

    public init(
        id: AccountID, name: String, state: State = .active, lane: Lane = .standard, isAdministrator: Bool = false,
        plan: String? = nil, createdAt: Date
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.lane = lane
        self.isAdministrator = isAdministrator
        self.plan = plan
        self.createdAt = createdAt
    }
}

/// How urgent jobs are: one of a later lane runs only when those before it are empty.
public enum Lane: Int, Sendable, Codable, CaseIterable, Comparable {
    case fast, standard
    /// Runs when nothing else waits.
    case relaxed

    public static func < (a: Lane, b: Lane) -> Bool { a.rawValue < b.rawValue }
}
