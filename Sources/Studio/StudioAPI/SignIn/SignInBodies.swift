/// The body of `POST /v1/session`.
public struct SignInBody: Decodable, Sendable {
    public let name: String
    public let password: String

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: SignInKey.self)
        name = try fields.neededText(.name)
        password = try fields.neededText(.password)
    }
}

/// The body of `PUT /v1/session/password`.
public struct PasswordBody: Decodable, Sendable {
    public let old: String
    public let new: String

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: SignInKey.self)
        old = try fields.neededText(.old)
        new = try fields.newPassword(.new)
    }
}

/// The body of `POST /v1/invitations`.
public struct InvitationBody: Decodable, Sendable {
    public let role: UserRole
    /// The name of the plan that gives the account credits; nothing for the first one there is.
    public let plan: String?

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: SignInKey.self)
        let role = try fields.text(.role) ?? UserRole.creator.rawValue
        guard let role = UserRole(rawValue: role) else {
            throw APIError.parameter("role must be one of \(UserRole.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.role = role
        plan = try fields.text(.plan)
    }
}

/// The body of `POST /v1/users`.
public struct JoinBody: Decodable, Sendable {
    /// The invitation's token.
    public let invitation: String
    public let name: String
    public let password: String

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: SignInKey.self)
        invitation = try fields.neededText(.invitation)
        name = try fields.newName(.name)
        password = try fields.newPassword(.password)
    }
}

/// What somebody may do.
public enum UserRole: String, Codable, Sendable, CaseIterable {
    case administrator, creator
}

private enum SignInKey: String, CodingKey {
    case name, password, old, new, role, plan, invitation
}

extension KeyedDecodingContainer {
    /// What an account or a key may be called.
    func newName(_ key: Key) throws -> String {
        let name = try neededText(key)
        guard FieldLimits.isName(name) else {
            throw APIError.parameter(
                "\(key.stringValue) must have 1 to 64 characters, none of them a control character")
        }
        return name
    }

    /// One that may be set; what is signed in with is taken as it is.
    fileprivate func newPassword(_ key: Key) throws -> String {
        let password = try neededText(key)
        guard FieldLimits.password.contains(password.utf8.count) else {
            throw APIError.parameter(
                "A password has \(FieldLimits.password.lowerBound) to \(FieldLimits.password.upperBound) bytes")
        }
        return password
    }
}
