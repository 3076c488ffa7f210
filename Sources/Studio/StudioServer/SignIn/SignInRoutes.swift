import Foundation
import HTTPTypes
import Hummingbird
import SecretKeeping
import StudioAPI
import StudioDomain

/// How browsers sign in and out, and how those come in who are invited.
struct SignInRoutes: RouteGroup {
    let parts: ServerParts
    let access = RouteAccess.open
    private let limit: SignInLimit
    /// Anyone may send them.
    private static let mostBodyBytes = 1 << 14

    init(parts: ServerParts) {
        self.parts = parts
        limit = SignInLimit(proxiesInFront: parts.settings.proxiesInFront, now: parts.studio.now)
    }

    func add(to router: some RouterMethods<StudioRequestContext>) {
        let reader = RequestReader(parts, mostBytes: Self.mostBodyBytes)
        router.post("v1/session") { request, context in
            let body = try await reader.json(SignInBody.self, of: request)
            if let pause = limit.pause(of: request, context, name: body.name) {
                return try Response.tooFrequent(pause, context)
            }
            return try await signIn(body, context)
        }
        router.get("v1/session") { request, context in
            let (_, account) = try await session(of: request)
            return try Answers.success(SessionView(of: account), context)
        }
        router.delete("v1/session") { request, _ in
            let (session, _) = try await session(of: request)
            try await parts.studio.endSession(hash: session.hash)
            return Response(status: .noContent, headers: [.setCookie: SessionCookie.clearing(isSecure: isSecure)])
        }
        router.put("v1/session/password") { request, context in
            let (_, account) = try await session(of: request)
            let body = try await reader.json(PasswordBody.self, of: request)
            if let pause = limit.pause(of: request, context, name: account.name) {
                return try Response.tooFrequent(pause, context)
            }
            return try await change(body, of: account)
        }
        router.post("v1/users") { request, context in
            let body = try await reader.json(JoinBody.self, of: request)
            if let pause = limit.pause(of: request, context, name: body.name) {
                return try Response.tooFrequent(pause, context)
            }
            return try await join(body, context)
        }
    }

    private func signIn(_ body: SignInBody, _ context: StudioRequestContext) async throws -> Response {
        let found = try await parts.studio.password(ofAccountNamed: body.name)
        guard await PasswordHash.isRight(body.password, for: found?.1.hash), let (account, password) = found else {
            throw Self.wrong
        }
        return try await welcome(account, with: password, context)
    }

    /// Whoever knows a password may choose another; this browser stays signed in, all others do not.
    private func change(_ body: PasswordBody, of account: Account) async throws -> Response {
        let password = try await parts.studio.password(ofAccountNamed: account.name)?.1
        guard await PasswordHash.isRight(body.old, for: password?.hash) else { throw Self.wrong }
        let new = Password(account: account.id, hash: await PasswordHash.make(of: body.new), setAt: parts.studio.now())
        try await parts.studio.set(new, by: account.name)
        return Response(status: .noContent, headers: [.setCookie: try await cookie(of: account, with: new)])
    }

    private func join(_ body: JoinBody, _ context: StudioRequestContext) async throws -> Response {
        do {
            let (account, password) = try await parts.studio.join(
                invitationHash: NewCredentials.hash(ofToken: body.invitation), name: body.name,
                passwordHash: await PasswordHash.make(of: body.password))
            return try await welcome(account, with: password, context)
        } catch is InvitationError {
            throw APIError.parameter("There is no such invitation, it was used, or it has ended")
        } catch DuplicateError.account {
            throw APIError.parameter("The name is taken: choose another one")
        }
    }

    private func welcome(
        _ account: Account, with password: Password, _ context: StudioRequestContext
    ) async throws -> Response {
        var response = try Answers.success(SessionView(of: account), context)
        response.headers[.setCookie] = try await cookie(of: account, with: password)
        return response
    }

    /// Of a new session.
    /// - Parameter password: that was checked.
    private func cookie(of account: Account, with password: Password) async throws -> String {
        let (token, session) = NewCredentials.session(of: account.id, at: parts.studio.now())
        guard try await parts.studio.begin(session, checkedWith: password) else { throw Self.wrong }
        return SessionCookie.setting(token, isSecure: isSecure)
    }

    private func session(of request: Request) async throws -> (Session, Account) {
        guard let token = try SessionCookie.token(of: request),
            let found = try await parts.studio.session(hash: NewCredentials.hash(ofToken: String(token)))
        else { throw APIError.signedOut }
        return found
    }

    private var isSecure: Bool { parts.settings.publicURL.hasPrefix("https:") }

    private static let wrong = APIError.authorizationInvalid("The name or the password is wrong.")
}

extension APIError {
    static let signedOut = authorizationInvalid("You are not signed in, or no longer.")
}

extension SessionView {
    fileprivate init(of account: StudioDomain.Account) {
        self.init(
            account: account.id.description, name: account.name,
            role: account.isAdministrator ? .administrator : .creator)
    }
}

/// Invitations, which administrators make.
struct InvitationRoutes: RouteGroup {
    let parts: ServerParts
    let access = RouteAccess.closed(.keysAndTokens)

    func add(to router: some RouterMethods<StudioRequestContext>) {
        let reader = RequestReader(parts)
        router.post("v1/invitations") { [parts] request, context in
            let caller = try context.knownCaller()
            guard caller.isAdministrator else {
                throw APIError(status: 403, code: 1103, message: "Only administrators may invite somebody.")
            }
            let body = try await reader.json(InvitationBody.self, of: request)
            // An account without credits could make nothing.
            let plan = body.plan ?? parts.plans.plans.first?.name
            if let plan, parts.plans.plan(named: plan) == nil {
                let names = parts.plans.plans.map(\.name).joined(separator: ", ")
                throw APIError.parameter("There is no such plan: it may be \(names)")
            }
            let (token, invitation) = NewCredentials.invitation(
                by: caller.account, isAdministrator: body.role == .administrator, plan: plan,
                at: parts.studio.now())
            try await parts.studio.add(invitation, by: caller.actor)
            return try Answers.success(
                InvitationView(token: token, expiresAt: invitation.endsAt.milliseconds), context)
        }
    }
}
