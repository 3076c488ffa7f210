import Foundation

/// An opaque key that names its account. The store keeps its hash alone, so that it can be shown once only.
public struct APIKey: Sendable, Hashable, Codable, Identifiable {
    public let id: APIKeyID
    public let account: AccountID
    /// What its owner calls it.
    public let name: String
    /// SHA-256 of the key, in hexadecimal digits: keys are drawn from 256 bits, so no salt or slow hash is needed.
    public let hash: String
    /// Its first characters, by which its owner knows it again.
    public let hint: String
    public let createdAt: Date
    public var revokedAt: Date?

    public init(id: APIKeyID, account: AccountID, name: String, hash: String, hint: String, createdAt: Date) {
        self.id = id
        self.account = account
        self.name = name
        self.hash = hash
        self.hint = hint
        self.createdAt = createdAt
    }
}

/// A pair of AccessKey and SecretKey, with which clients sign tokens of their own. Checking those needs the secret, so it is
/// kept sealed with a key that is not in the store.
public struct AccessKeyPair: Sendable, Hashable, Codable {
    /// The public half.
    public let accessKey: String
    public let account: AccountID
    public let name: String
    public let sealedSecret: Data
    public let createdAt: Date
    public var revokedAt: Date?

    public init(accessKey: String, account: AccountID, name: String, sealedSecret: Data, createdAt: Date) {
        self.accessKey = accessKey
        self.account = account
        self.name = name
        self.sealedSecret = sealedSecret
        self.createdAt = createdAt
    }
}

/// What an account's messages are signed with (Standard Webhooks), sealed like secret keys.
public struct WebhookSecret: Sendable, Hashable, Codable {
    public let account: AccountID
    public let sealedSecret: Data
    public let createdAt: Date
    /// When it stops being used beside a newer one; nothing for the newest.
    public var validUntil: Date?

    public init(account: AccountID, sealedSecret: Data, createdAt: Date) {
        self.account = account
        self.sealedSecret = sealedSecret
        self.createdAt = createdAt
    }
}

/// What was done with keys, accounts and credits, by whom. Never changed once written.
public struct AuditEntry: Sendable, Hashable, Codable {
    public let time: Date
    /// Whose account it is about.
    public let account: AccountID
    /// "command line", or the account that asked.
    public let actor: String
    /// "key created", "credits granted", ...
    public let action: String
    /// The key's name or hint, the amount: never a secret.
    public let subject: String

    public init(time: Date, account: AccountID, actor: String, action: String, subject: String) {
        self.time = time
        self.account = account
        self.actor = actor
        self.action = action
        self.subject = subject
    }
}
