import Crypto
import Foundation
import SecretKeeping
import StudioAPI
import StudioDomain

/// Turns keys, tokens and sessions into callers.
final class Credentials: Sendable {
    let studio: Studio
    let vault: SecretVault
    let plans: Plans
    private let known = CallerCache()

    init(studio: Studio, vault: SecretVault, plans: Plans) {
        self.studio = studio
        self.vault = vault
        self.plans = plans
    }

    /// - Throws: `APIError`.
    func caller(_ credential: Substring, accepts: AcceptedCredentials) async throws -> Caller {
        let isToken = credential.utf8.count { $0 == UInt8(ascii: ".") } == 2
        if isToken, case .keysAlone = accepts { throw APIError.tokenNotSupported }
        let time = studio.now()
        let fingerprint = Self.fingerprint(of: credential)
        if let caller = known.caller(fingerprint, at: time) { return caller }
        if isToken {
            let (account, keyName, end) = try await signer(of: credential, at: time)
            return try await remember(account, keyName: keyName, as: fingerprint, until: end, at: time)
        }
        guard let (key, account) = try await studio.apiKey(hash: NewCredentials.hash(ofAPIKey: String(credential)))
        else {
            if case .keysAlone = accepts { throw APIError.tokenNotSupported }
            throw SignedToken.wrongParts(of: credential)
        }
        return try await remember(account, keyName: key.name, as: fingerprint, until: .distantFuture, at: time)
    }

    /// - Parameter token: of a session.
    /// - Throws: `APIError`.
    func caller(signedInWith token: Substring) async throws -> Caller {
        let time = studio.now()
        // Apart from keys, so that a session's token is good as a cookie alone.
        let fingerprint = Self.fingerprint(of: "session \(token)")
        if let caller = known.caller(fingerprint, at: time) { return caller }
        guard let (session, account) = try await studio.session(hash: NewCredentials.hash(ofToken: String(token)))
        else { throw APIError.signedOut }
        return try await remember(
            account, keyName: "studio", isSignedIn: true, as: fingerprint, until: session.endsAt, at: time)
    }

    /// What a credential is kept as: nobody can read credentials out of that, nor learn them from how long a look-up takes.
    private static func fingerprint(of credential: Substring) -> SHA256Digest {
        var (credential, hash) = (credential, SHA256())
        credential.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        return hash.finalize()
    }

    private func signer(of credential: Substring, at time: Date) async throws -> (Account, keyName: String, end: Date) {
        let token = try SignedToken(credential)
        guard let (pair, account) = try await studio.accessKeyPair(token.issuer) else {
            throw SignedToken.wrongSignature
        }
        try token.check(secret: vault.secretKey(of: pair), at: time)
        return (account, pair.name, token.expires)
    }

    private func remember(
        _ account: Account, keyName: String, isSignedIn: Bool = false, as fingerprint: SHA256Digest, until end: Date,
        at time: Date
    ) async throws -> Caller {
        // Whoever comes for the first time today finds today's credits.
        try await studio.issueDue(to: account, by: plans)
        let caller = Caller(
            account: account.id, keyName: keyName, isSuspended: account.state == .suspended,
            isAdministrator: account.isAdministrator, isSignedIn: isSignedIn)
        known.keep(caller, as: fingerprint, until: end, at: time)
        return caller
    }
}

extension APIError {
    /// In the vendor's sense: a token where an API key alone is good.
    fileprivate static let tokenNotSupported = APIError.authorizationInvalid(
        "This API does not support AccessKey and SecretKey. Create an API key and use that.")
}
