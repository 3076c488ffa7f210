import Foundation

/// What an account's owner signs in to the studio with. The store keeps a slow hash of it alone.
public struct Password: Sendable, Hashable, Codable {
    public let account: AccountID
    /// With the method, its cost and the salt.
    public let hash: String
    public let setAt: Date

    public init(account: AccountID, hash: String, setAt: Date) {
        self.account = account
        self.hash = hash
        self.setAt = setAt
    }
}

/// A browser that is signed in.
public struct Session: Sendable, Hashable, Codable {
    /// Thirty days, in seconds.
    public static let lifetime: TimeInterval = 30 * 86400

    /// SHA-256 of its token, in hexadecimal digits: tokens are drawn from 256 bits.
    public let hash: String
    public let account: AccountID
    public let createdAt: Date
    public let endsAt: Date

    public init(hash: String, account: AccountID, createdAt: Date) {
        self.hash = hash
        self.account = account
        self.createdAt = createdAt
        endsAt = createdAt.addingTimeInterval(Self.lifetime)
    }
}

/// Allows whoever holds its token to open one account.
public struct Invitation: Sendable, Hashable, Codable {
    /// Seven days, in seconds.
    public static let lifetime: TimeInterval = 7 * 86400

    /// SHA-256 of its token, in hexadecimal digits.
    public let hash: String
    public let isAdministrator: Bool
    /// The plan of the account; nothing for one without credits.
    public let plan: String?
    public let invitedBy: AccountID
    public let createdAt: Date
    public let endsAt: Date

    public init(hash: String, isAdministrator: Bool, plan: String?, invitedBy: AccountID, createdAt: Date) {
        self.hash = hash
        self.isAdministrator = isAdministrator
        self.plan = plan
        self.invitedBy = invitedBy
        self.createdAt = createdAt
        endsAt = createdAt.addingTimeInterval(Self.lifetime)
    }
}

/// There is no such invitation, it has ended, or it was used.
public struct InvitationError: Error, Equatable, Sendable {
    public init() {}
}
