/// The body of `POST /v1/keys`.
public struct KeyBody: Decodable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// An opaque key.
        case api
        /// An AccessKey and a SecretKey, with which clients sign tokens.
        case access
    }

    public let name: String
    public let kind: Kind

    private enum CodingKeys: String, CodingKey { case name, kind }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        name = try fields.newName(.name)
        kind = try FieldLimits.choice("kind", fields.text(.kind), of: Kind.allCases, default: .api)
    }
}

/// An account's key, as it can be shown again. Times are milliseconds since 1970.
public struct KeyView: Encodable, Sendable {
    public let id: String
    public let kind: String
    public let name: String
    /// Its first characters.
    public let hint: String
    public let createdAt: Int64
    /// Nothing for one that is in use.
    public let revokedAt: Int64?

    public init(id: String, kind: KeyBody.Kind, name: String, hint: String, createdAt: Int64, revokedAt: Int64?) {
        self.id = id
        self.kind = kind.rawValue
        self.name = name
        self.hint = hint
        self.createdAt = createdAt
        self.revokedAt = revokedAt
    }

    private enum CodingKeys: String, CodingKey {
        case id, kind, name, hint
        case createdAt = "created_at"
        case revokedAt = "revoked_at"
    }
}

/// A new key, with what can be told this once.
public struct NewKeyView: Encodable, Sendable {
    public let key: KeyView
    /// The API key, or the SecretKey of an AccessKey, which is the key's `id`.
    public let secret: String

    public init(_ key: KeyView, secret: String) {
        self.key = key
        self.secret = secret
    }
}
