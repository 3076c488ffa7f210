/// What a browser that is signed in is told of itself.
public struct SessionView: Encodable, Sendable {
    public struct User: Encodable, Sendable {
        public let name: String
        public let role: UserRole
    }

    public struct Account: Encodable, Sendable {
        public let id: String
        public let name: String
    }

    public let user: User
    public let account: Account

    /// - Parameter account: each has one user, of the same name.
    public init(account: String, name: String, role: UserRole) {
        user = User(name: name, role: role)
        self.account = Account(id: account, name: name)
    }
}

/// An invitation, whose token is told once.
public struct InvitationView: Encodable, Sendable {
    public let token: String
    /// Milliseconds since 1970.
    public let expiresAt: Int64

    public init(token: String, expiresAt: Int64) {
        self.token = token
        self.expiresAt = expiresAt
    }

    private enum CodingKeys: String, CodingKey {
        case token
        case expiresAt = "expires_at"
    }
}
