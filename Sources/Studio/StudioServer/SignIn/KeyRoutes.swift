import Foundation
import HTTPTypes
import Hummingbird
import SecretKeeping
import StudioAPI
import StudioDomain

/// An account's own keys. Who holds one of them cannot make others: revoking it ends what they can do.
struct KeyRoutes: RouteGroup {
    /// In use at once.
    static let most = 100

    let parts: ServerParts
    let access = RouteAccess.closed(.keysAndTokens)

    func add(to router: some RouterMethods<StudioRequestContext>) {
        let reader = RequestReader(parts)
        router.get("v1/keys") { _, context in
            try Answers.success(await keys(of: context.knownCaller().account), context)
        }
        router.post("v1/keys") { request, context in
            let caller = try signedIn(context)
            return try await Answers.success(make(reader.json(KeyBody.self, of: request), for: caller), context)
        }
        router.delete("v1/keys/:id") { _, context in
            let caller = try signedIn(context)
            let name = try context.parameters.require("id")
            guard try await parts.studio.revokeKey(name, of: caller.account, by: caller.actor) else {
                throw APIError.notFound("The key")
            }
            return Response(status: .noContent)
        }
    }

    private func signedIn(_ context: StudioRequestContext) throws(APIError) -> Caller {
        let caller = try context.knownCaller()
        guard caller.isSignedIn else {
            throw APIError(status: 403, code: 1103, message: "Sign in with your password to make or revoke keys.")
        }
        return caller
    }

    private func keys(of account: AccountID) async throws -> [KeyView] {
        try await parts.studio.store.read { view in
            try view.apiKeys(of: account).map(KeyView.init) + view.accessKeyPairs(of: account).map(KeyView.init)
        }.sorted { $0.createdAt < $1.createdAt }
    }

    private func make(_ body: KeyBody, for caller: Caller) async throws -> NewKeyView {
        guard try await keys(of: caller.account).count(where: { $0.revokedAt == nil }) < Self.most else {
            throw APIError.parameter("An account may have at most \(Self.most) keys in use: revoke one first")
        }
        let time = parts.studio.now()
        switch body.kind {
        case .api:
            let (text, key) = NewCredentials.apiKey(named: body.name, for: caller.account, at: time)
            try await parts.studio.add(key, by: caller.actor)
            return NewKeyView(KeyView(key), secret: text)
        case .access:
            let (secretKey, pair) = try NewCredentials.accessKeyPair(
                named: body.name, for: caller.account, sealedBy: parts.vault, at: time)
            try await parts.studio.add(pair, by: caller.actor)
            return NewKeyView(KeyView(pair), secret: secretKey)
        }
    }
}

extension Caller {
    /// Who the audit says it was: the account, by which of its keys.
    var actor: String { "\(account) with \(keyName)" }
}

extension KeyView {
    fileprivate init(_ key: APIKey) {
        self.init(
            id: key.id.description, kind: .api, name: key.name, hint: key.hint,
            createdAt: key.createdAt.milliseconds, revokedAt: key.revokedAt?.milliseconds)
    }

    fileprivate init(_ pair: AccessKeyPair) {
        self.init(
            id: pair.accessKey, kind: .access, name: pair.name, hint: String(pair.accessKey.prefix(6)),
            createdAt: pair.createdAt.milliseconds, revokedAt: pair.revokedAt?.milliseconds)
    }
}
