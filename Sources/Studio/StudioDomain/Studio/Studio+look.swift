import Foundation

extension Studio {
    /// A job by its identifier or by its client's own name for it.
    /// - Parameter surface: only one that was submitted there; nothing for any.
    public func job(_ name: String, of account: AccountID, surface: String? = nil) async throws -> Job? {
        try await store.read { view in
            var found: Job?
            if let id = JobID(name) { found = try view.job(id) }
            if found?.account != account { found = try view.job(externalID: name, of: account) }
            guard let found, surface == nil || found.surface == surface else { return nil }
            return found
        }
    }

    /// Newest first.
    public func jobs(_ query: JobQuery, skipping: Int = 0, limit: Int) async throws -> [Job] {
        try await store.read { try $0.jobs(query, skipping: skipping, limit: limit) }
    }

    /// What an asset's bytes are and whose; nothing for one that is not there.
    public func asset(_ id: AssetID) async throws -> Asset? {
        try await store.read { try $0.asset(id) }
    }

    public func account(_ id: AccountID) async throws -> Account? {
        try await store.read { try $0.account(id) }
    }

    /// The key that has a hash, and its account; nothing for one that is revoked.
    public func apiKey(hash: String) async throws -> (key: APIKey, account: Account)? {
        try await store.read { view in
            guard let key = try view.apiKey(hash: hash), key.revokedAt == nil,
                let account = try view.account(key.account)
            else { return nil }
            return (key, account)
        }
    }

    /// The pair that an AccessKey names, and its account; nothing for one that is revoked.
    public func accessKeyPair(_ accessKey: String) async throws -> (pair: AccessKeyPair, account: Account)? {
        try await store.read { view in
            guard let pair = try view.accessKeyPair(accessKey), pair.revokedAt == nil,
                let account = try view.account(pair.account)
            else { return nil }
            return (pair, account)
        }
    }
}
