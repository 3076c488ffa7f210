import Crypto
import Foundation
import StudioDomain

/// Makes keys. What is returned beside a credential is its secret, which can be shown now and never again.
public enum NewCredentials {
    /// A key such as "kn-3q2...": 256 random bits.
    public static func apiKey(named name: String, for account: AccountID, at time: Date) -> (text: String, key: APIKey)
    {
        let text = "kn-" + random(bytes: 32)
        return (
            text,
            APIKey(
                id: .new(at: time), account: account, name: name, hash: hash(ofAPIKey: text),
                hint: String(text.prefix(7)), createdAt: time)
        )
    }

    /// An AccessKey and its SecretKey, which is sealed in what the store keeps.
    public static func accessKeyPair(
        named name: String, for account: AccountID, sealedBy vault: SecretVault, at time: Date
    ) throws -> (secretKey: String, pair: AccessKeyPair) {
        let accessKey = "AK" + random(bytes: 15)
        let secretKey = random(bytes: 32)
        let sealed = try vault.seal(secretKey, for: purpose(ofAccessKey: accessKey))
        return (
            secretKey,
            AccessKeyPair(
                accessKey: accessKey, account: account, name: name, sealedSecret: sealed, createdAt: time)
        )
    }

    /// A secret in Standard Webhooks' form: "whsec_" and base64 of 32 bytes.
    public static func webhookSecret(
        for account: AccountID, sealedBy vault: SecretVault, at time: Date
    ) throws -> (text: String, secret: WebhookSecret) {
        let text = "whsec_" + SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64EncodedString()
        let sealed = try vault.seal(text, for: purpose(ofWebhookSecretOf: account))
        return (text, WebhookSecret(account: account, sealedSecret: sealed, createdAt: time))
    }

    /// A browser's session, by a token such as "ks-3q2...".
    public static func session(of account: AccountID, at time: Date) -> (token: String, session: Session) {
        let token = "ks-" + random(bytes: 32)
        return (token, Session(hash: hash(ofToken: token), account: account, createdAt: time))
    }

    public static func invitation(
        by account: AccountID, isAdministrator: Bool, plan: String?, at time: Date
    ) -> (token: String, invitation: Invitation) {
        let token = "ki-" + random(bytes: 32)
        return (
            token,
            Invitation(
                hash: hash(ofToken: token), isAdministrator: isAdministrator, plan: plan, invitedBy: account,
                createdAt: time)
        )
    }

    /// One that can be read aloud: five groups of four letters and digits without those that look alike, 98 bits.
    public static func password() -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        var generator = SystemRandomNumberGenerator()
        return (0..<5).map { _ in String((0..<4).map { _ in letters.randomElement(using: &generator)! }) }
            .joined(separator: "-")
    }

    /// What the store knows an API key by.
    public static func hash(ofAPIKey text: String) -> String { hash(ofToken: text) }

    /// What the store knows a session or an invitation by.
    public static func hash(ofToken text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
    }

    static func purpose(ofAccessKey accessKey: String) -> String { "secret of \(accessKey)" }
    static func purpose(ofWebhookSecretOf account: AccountID) -> String { "webhook secret of \(account)" }

    private static func random(bytes: Int) -> String {
        Base64URL.encode(SymmetricKey(size: SymmetricKeySize(bitCount: bytes * 8)).withUnsafeBytes { Data($0) })
    }
}

extension SecretVault {
    /// The SecretKey of a pair.
    public func secretKey(of pair: AccessKeyPair) throws -> String {
        try open(pair.sealedSecret, for: NewCredentials.purpose(ofAccessKey: pair.accessKey))
    }

    /// "whsec_" and base64.
    public func text(of secret: WebhookSecret) throws -> String {
        try open(secret.sealedSecret, for: NewCredentials.purpose(ofWebhookSecretOf: secret.account))
    }
}
