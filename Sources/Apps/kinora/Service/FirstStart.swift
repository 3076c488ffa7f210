import Foundation
import SecretKeeping
import StudioDomain

/// What a service without accounts begins with: an administrator, with credits, a password and keys.
enum FirstStart {
    /// What is shown once.
    struct Login {
        let password: String
        let accessKey: String
        let secretKey: String
        let apiKey: String
    }

    static let accountName = "admin"
    /// On a machine of one's own the administrator shall not run out of credits: a million for a hundred years.
    static let credits = Credits(1_000_000)
    static let validity: TimeInterval = 100 * 365.25 * 24 * 3600
    static let concurrency = 20

    /// Nothing where there are accounts already.
    static func run(_ stores: ServiceStores) async throws -> Login? {
        let studio = stores.studio
        guard let account = try await studio.openFirst(accountName, by: commandLineActor) else { return nil }
        let time = studio.now()
        try await studio.issue(
            Grant(
                id: .new(at: time), account: account.id, kind: .pack, name: "Administrator", product: nil,
                amount: credits, validFrom: time, validUntil: time.addingTimeInterval(validity),
                concurrency: concurrency), by: commandLineActor)
        let password = NewCredentials.password()
        try await studio.set(
            Password(account: account.id, hash: await PasswordHash.make(of: password), setAt: time),
            by: commandLineActor)
        let (secretKey, pair) = try NewCredentials.accessKeyPair(
            named: "first", for: account.id, sealedBy: stores.vault, at: time)
        try await studio.add(pair, by: commandLineActor)
        let (text, key) = NewCredentials.apiKey(named: "first", for: account.id, at: time)
        try await studio.add(key, by: commandLineActor)
        return Login(
            password: password, accessKey: pair.accessKey, secretKey: secretKey, apiKey: text)
    }
}
