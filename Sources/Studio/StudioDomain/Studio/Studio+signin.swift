import Foundation

extension Studio {
    /// An account and its password; nothing where there is no account of that name or it has none.
    public func password(ofAccountNamed name: String) async throws -> (Account, Password)? {
        try await store.read { view in
            guard let account = try view.account(named: name), let password = try view.password(of: account.id)
            else { return nil }
            return (account, password)
        }
    }

    /// Gives an account a password. Every browser that is signed in with the one before is signed out.
    public func set(_ password: Password, by actor: String) async throws {
        try await store.transaction { transaction in
            try transaction.save(password)
            try transaction.removeSessions(of: password.account)
            try transaction.append(
                AuditEntry(
                    time: password.setAt, account: password.account, actor: actor, action: "password set", subject: ""))
        }
    }

    /// Signs a browser in. False when the account has another password meanwhile than the one that was checked.
    public func begin(_ session: Session, checkedWith password: Password) async throws -> Bool {
        try await store.transaction { transaction in
            guard try transaction.password(of: session.account) == password else { return false }
            try transaction.save(session)
            return true
        }
    }

    /// The session of a token's hash, until it ends, and whose it is.
    public func session(hash: String) async throws -> (Session, Account)? {
        let time = now()
        return try await store.read { view in
            guard let session = try view.session(hash: hash), time < session.endsAt,
                let account = try view.account(session.account)
            else { return nil }
            return (session, account)
        }
    }

    /// Signs a browser out.
    public func endSession(hash: String) async throws {
        try await store.transaction { try $0.removeSession(hash: hash) }
    }

    /// Invites somebody.
    public func add(_ invitation: Invitation, by actor: String) async throws {
        try await store.transaction { transaction in
            try transaction.save(invitation)
            try transaction.append(
                AuditEntry(
                    time: invitation.createdAt, account: invitation.invitedBy, actor: actor,
                    action: "invitation made", subject: invitation.isAdministrator ? "administrator" : "creator"))
        }
    }

    /// Opens the account that an invitation allows, once.
    /// - Parameter passwordHash: of the password that its owner chose.
    /// - Throws: `InvitationError`; `DuplicateError.account` when the name is taken, and the invitation stays.
    public func join(
        invitationHash: String, name: String, passwordHash: String
    ) async throws -> (Account, Password) {
        let time = now()
        let id = AccountID.new(at: time)
        return try await store.transaction { transaction in
            guard let invitation = try transaction.invitation(hash: invitationHash), time < invitation.endsAt,
                try transaction.removeInvitation(hash: invitationHash)
            else { throw InvitationError() }
            let account = Account(
                id: id, name: name, isAdministrator: invitation.isAdministrator, plan: invitation.plan, createdAt: time)
            try Self.open(account, by: "invitation of \(invitation.invitedBy)", in: transaction)
            let password = Password(account: id, hash: passwordHash, setAt: time)
            try transaction.save(password)
            return (account, password)
        }
    }
}
