import Foundation

extension Studio {
    /// Opens an account.
    /// - Throws: `DuplicateError.account` when the name is taken.
    public func open(
        _ name: String, lane: Lane = .standard, isAdministrator: Bool = false, plan: String? = nil,
        by actor: String
    ) async throws -> Account {
        let account = Account(
            id: .new(at: now()), name: name, lane: lane, isAdministrator: isAdministrator, plan: plan, createdAt: now())
        try await store.transaction { try Self.open(account, by: actor, in: $0) }
        return account
    }

    /// Opens an administrator's account where there is no account at all; nothing otherwise, so that of several servers that
    /// start at once one does it.
    public func openFirst(_ name: String, by actor: String) async throws -> Account? {
        let account = Account(id: .new(at: now()), name: name, isAdministrator: true, createdAt: now())
        return try await store.transaction { transaction in
            guard try transaction.accounts(skipping: 0, limit: 1).isEmpty else { return nil }
            try Self.open(account, by: actor, in: transaction)
            return account
        }
    }

    static func open(_ account: Account, by actor: String, in transaction: any StudioTransaction) throws {
        guard try transaction.account(named: account.name) == nil else { throw DuplicateError.account }
        try transaction.save(account)
        try transaction.append(
            AuditEntry(
                time: account.createdAt, account: account.id, actor: actor, action: "account opened",
                subject: account.name))
    }

    /// Changes an account and notes who did it.
    /// - Parameter action: in words, such as "account suspended".
    /// - Returns: nothing when there is no such account.
    public func change(
        _ id: AccountID, by actor: String, action: String, _ change: @escaping @Sendable (inout Account) -> Void
    ) async throws -> Account? {
        let time = now()
        return try await store.transaction { transaction in
            guard var account = try transaction.account(id) else { return nil }
            change(&account)
            try transaction.save(account)
            try transaction.append(
                AuditEntry(time: time, account: id, actor: actor, action: action, subject: account.name))
            return account
        }
    }

    /// Gives an account credits.
    public func issue(_ grant: Grant, by actor: String = "studio") async throws {
        let time = now()
        try await store.transaction { transaction in
            try transaction.append([.issuing(grant, at: time)])
            try transaction.save(grant)
            try transaction.append(
                AuditEntry(
                    time: time, account: grant.account, actor: actor, action: "credits granted",
                    subject: "\(grant.amount) as \(grant.name)"))
        }
    }

    /// Keeps a new key.
    public func add(_ key: APIKey, by actor: String) async throws {
        try await note("key created", of: key.account, subject: "\(key.name) \(key.hint)", by: actor) { transaction in
            try transaction.save(key)
        }
    }

    public func add(_ pair: AccessKeyPair, by actor: String) async throws {
        try await note("access key created", of: pair.account, subject: pair.accessKey, by: actor) { transaction in
            try transaction.save(pair)
        }
    }

    /// Ends a key's use: an API key by its identifier, a pair by its AccessKey. False where there is none that is in use.
    public func revokeKey(_ name: String, of account: AccountID, by actor: String) async throws -> Bool {
        let time = now()
        return try await store.transaction { transaction in
            let subject: String
            if var key = try transaction.apiKeys(of: account).first(where: { $0.id.description == name }),
                key.revokedAt == nil
            {
                key.revokedAt = time
                try transaction.save(key)
                subject = "\(key.name) \(key.hint)"
            } else if var pair = try transaction.accessKeyPair(name), pair.account == account, pair.revokedAt == nil {
                pair.revokedAt = time
                try transaction.save(pair)
                subject = pair.accessKey
            } else {
                return false
            }
            try transaction.append(
                AuditEntry(time: time, account: account, actor: actor, action: "key revoked", subject: subject))
            return true
        }
    }

    /// Signs an account's messages with a new secret.
    /// - Parameter oldOnesStay: how many seconds the secrets before it are used beside it; 0 ends them at once.
    public func rotateWebhookSecret(
        to secret: WebhookSecret, oldOnesStay seconds: TimeInterval, by actor: String
    ) async throws {
        let time = now()
        try await note("webhook secret rotated", of: secret.account, subject: "", by: actor) { transaction in
            var secrets: [WebhookSecret] = []
            for var old in try transaction.webhookSecrets(of: secret.account) {
                let end = min(old.validUntil ?? .distantFuture, time.addingTimeInterval(seconds))
                guard end > time else { continue }
                old.validUntil = end
                secrets.append(old)
            }
            try transaction.replaceWebhookSecrets(of: secret.account, with: [secret] + secrets)
        }
    }

    /// Messages of the account are signed no more.
    public func deleteWebhookSecrets(of account: AccountID, by actor: String) async throws {
        try await note("webhook secrets deleted", of: account, subject: "", by: actor) { transaction in
            try transaction.replaceWebhookSecrets(of: account, with: [])
        }
    }

    private func note(
        _ action: String, of account: AccountID, subject: String, by actor: String,
        _ change: @escaping @Sendable (any StudioTransaction) throws -> Void
    ) async throws {
        let time = now()
        try await store.transaction { transaction in
            try change(transaction)
            try transaction.append(
                AuditEntry(time: time, account: account, actor: actor, action: action, subject: subject))
        }
    }
}
