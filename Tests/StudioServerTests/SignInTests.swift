import Foundation
import HTTPTypes
import SecretKeeping
import StudioDomain
import Testing

@Suite("Signing in") struct SignInTests {
    private static let password = "correct horse"
    private static let change: HTTPFields = [.init("X-Kinora-Studio")!: "1"]

    private static func trial(isAdministrator: Bool = false) async throws -> ServerTrial {
        let trial = try await ServerTrial()
        let hash = await PasswordHash.make(of: password)
        try await trial.studio.set(
            Password(account: trial.account.id, hash: hash, setAt: trial.time), by: "test")
        if isAdministrator {
            _ = try await trial.studio.change(trial.account.id, by: "test", action: "promoted") {
                $0.isAdministrator = true
            }
        }
        return trial
    }

    private static func signIn(_ client: Client, _ name: String = "ann", _ password: String = password) async throws
        -> Answer
    {
        try await client.send(
            .post, "/v1/session", #"{"name": "\#(name)", "password": "\#(password)"}"#, bearer: "")
    }

    /// The headers that a browser sends back.
    private static func cookie(of answer: Answer) throws -> HTTPFields {
        let setting = try #require(answer.headers[.setCookie])
        return [.cookie: "theme=dark; " + setting.prefix { $0 != ";" }]
    }

    @Test("a browser signs in, asks, orders and signs out")
    func signsIn() async throws {
        let trial = try await Self.trial()
        try await trial.serve { client async throws in
            let answer = try await Self.signIn(client)
            #expect(answer.status == 200)
            #expect(answer.data["user"]["name"].string == "ann" && answer.data["user"]["role"].string == "creator")
            #expect(answer.data["account"]["id"].string == trial.account.id.description)
            let setting = try #require(answer.headers[.setCookie])
            #expect(setting.hasSuffix("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict"))
            let cookie = try Self.cookie(of: answer)
            let me = try await client.send(.get, "/v1/session", bearer: "", headers: cookie)
            #expect(me.data["user"]["name"].string == "ann")
            let list = try await client.send(.get, "/v1/videos/text2video", bearer: "", headers: cookie)
            #expect(list.code == 0)
            let order = try await client.send(
                .post, "/v1/videos/text2video", #"{"prompt": "a dog"}"#, bearer: "", headers: cookie + Self.change)
            #expect(order.code == 0)
            let out = try await client.send(.delete, "/v1/session", bearer: "", headers: cookie + Self.change)
            #expect(out.status == 204 && out.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(try await client.send(.get, "/v1/session", bearer: "", headers: cookie).status == 401)
        }
    }

    @Test("strangers cannot send much")
    func large() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let answer = try await Self.signIn(client, "ann", String(repeating: "a", count: 20_000))
            #expect(answer.status == 400 && answer.message == "The request body may have at most 16384 bytes")
        }
    }

    @Test("a change without the header that other sites' pages cannot send is refused")
    func forgery() async throws {
        let trial = try await Self.trial()
        try await trial.serve { client async throws in
            let cookie = try Self.cookie(of: await Self.signIn(client))
            let order = try await client.send(
                .post, "/v1/videos/text2video", #"{"prompt": "a dog"}"#, bearer: "", headers: cookie)
            #expect(order.status == 403 && order.code == 1103)
            #expect(try await client.send(.delete, "/v1/session", bearer: "", headers: cookie).status == 403)
            #expect(try await trial.store.read { try $0.jobs(JobQuery(), skipping: 0, limit: 1) }.isEmpty)
        }
    }

    @Test("a session's token is no API key, and a made-up one is nobody's")
    func tokens() async throws {
        let trial = try await Self.trial()
        try await trial.serve { client async throws in
            let cookie = try Self.cookie(of: await Self.signIn(client))
            let token = try #require(cookie[.cookie]?.split(separator: "=").last.map(String.init))
            _ = try await client.send(.get, "/v1/videos/text2video", bearer: "", headers: cookie)
            #expect(try await client.send(.get, "/v1/videos/text2video", bearer: token).status == 401)
            let other = token.hasPrefix("A") ? "B" : "A"
            let forged: HTTPFields = [.cookie: "kinora_session=" + other + token.dropFirst()]
            #expect(try await client.send(.get, "/v1/videos/text2video", bearer: "", headers: forged).status == 401)
        }
    }

    @Test("a wrong password and an unknown name are refused alike")
    func wrong() async throws {
        let trial = try await Self.trial()
        try await trial.serve { client async throws in
            let answers = [
                try await Self.signIn(client, "ann", "wrong horse"),
                try await Self.signIn(client, "eve", Self.password),
            ]
            for answer in answers {
                #expect(answer.status == 401 && answer.headers[.setCookie] == nil)
                #expect(answer.message == "The name or the password is wrong.")
            }
        }
    }

    @Test("guessing is slowed down, and goes on after a while")
    func guessing() async throws {
        let trial = try await Self.trial()
        try await trial.serve { client async throws in
            for _ in 0..<10 { #expect(try await Self.signIn(client, "ann", "wrong horse").status == 401) }
            let refused = try await Self.signIn(client)
            #expect(refused.status == 429 && refused.code == 1302 && refused.headers[.retryAfter] == "20")
            trial.wait(20)
            #expect(try await Self.signIn(client).status == 200)
        }
    }

    @Test("another password signs all other browsers out")
    func password() async throws {
        let trial = try await Self.trial()
        try await trial.serve { client async throws in
            let other = try Self.cookie(of: await Self.signIn(client))
            let mine = try Self.cookie(of: await Self.signIn(client))
            let path = "/v1/session/password"
            let wrong = try await client.send(
                .put, path, #"{"old": "wrong", "new": "staple 4 cells"}"#, bearer: "", headers: mine + Self.change)
            #expect(wrong.status == 401)
            let short = try await client.send(
                .put, path, #"{"old": "correct horse", "new": "staple"}"#, bearer: "", headers: mine + Self.change)
            #expect(short.message == "A password has 8 to 256 bytes")
            let changed = try await client.send(
                .put, path, #"{"old": "correct horse", "new": "staple 4 cells"}"#, bearer: "",
                headers: mine + Self.change)
            #expect(changed.status == 204)
            let now = try Self.cookie(of: changed)
            #expect(try await client.send(.get, "/v1/session", bearer: "", headers: now).status == 200)
            for old in [other, mine] {
                #expect(try await client.send(.get, "/v1/session", bearer: "", headers: old).status == 401)
            }
            #expect(try await Self.signIn(client).status == 401)
            #expect(try await Self.signIn(client, "ann", "staple 4 cells").status == 200)
        }
    }

    @Test("a session ends after thirty days")
    func ends() async throws {
        let trial = try await Self.trial()
        try await trial.serve { client async throws in
            let cookie = try Self.cookie(of: await Self.signIn(client))
            trial.wait(Session.lifetime - 1)
            #expect(try await client.send(.get, "/v1/videos/text2video", bearer: "", headers: cookie).code == 0)
            trial.wait(1)
            #expect(try await client.send(.get, "/v1/videos/text2video", bearer: "", headers: cookie).status == 401)
            _ = try await trial.studio.forgetOld()
            let hash = NewCredentials.hash(ofToken: String(cookie[.cookie]!.split(separator: "=").last!))
            #expect(try await trial.store.read { try $0.session(hash: hash) } == nil)
        }
    }

    @Test("an administrator invites somebody, who joins once")
    func invitation() async throws {
        let trial = try await Self.trial(isAdministrator: true)
        try await trial.serve { client async throws in
            let made = try await client.post("/v1/invitations", "{}")
            #expect(made.data["expires_at"].int == Int(trial.time.timeIntervalSince1970 + 7 * 86400) * 1000)
            let token = try #require(made.data["token"].string)
            func join(_ name: String, _ token: String) async throws -> Answer {
                try await client.send(
                    .post, "/v1/users",
                    #"{"invitation": "\#(token)", "name": "\#(name)", "password": "staple 4 cells"}"#, bearer: "")
            }
            #expect(try await join("ann", token).message == "The name is taken: choose another one")
            #expect(try await join("bob", token + "x").message.hasPrefix("There is no such invitation"))
            let joined = try await join("bob", token)
            #expect(joined.data["user"]["role"].string == "creator")
            let cookie = try Self.cookie(of: joined)
            let bob = try await client.send(.get, "/v1/session", bearer: "", headers: cookie)
            #expect(bob.data["user"]["name"].string == "bob")
            let order = try await client.send(
                .post, "/v1/videos/text2video", #"{"prompt": "a dog"}"#, bearer: "", headers: cookie + Self.change)
            #expect(order.code == 0, "the free plan pays: \(order.text)")
            #expect(try await join("eve", token).message.hasPrefix("There is no such invitation"))
            #expect(
                try await client.send(.post, "/v1/invitations", "{}", bearer: "", headers: cookie + Self.change).status
                    == 403)
            #expect(try await client.post("/v1/invitations", #"{"plan": "golden"}"#).code == 1201)
            #expect(try await client.post("/v1/invitations", #"{"role": "king"}"#).code == 1201)
        }
    }

    @Test("an invitation ends after seven days")
    func invitationEnds() async throws {
        let trial = try await Self.trial(isAdministrator: true)
        try await trial.serve { client async throws in
            let token = try #require(try await client.post("/v1/invitations", "{}").data["token"].string)
            trial.wait(Invitation.lifetime)
            let late = try await client.send(
                .post, "/v1/users", #"{"invitation": "\#(token)", "name": "bob", "password": "staple 4 cells"}"#,
                bearer: "")
            #expect(late.code == 1201)
        }
    }

    @Test("an account makes, sees and revokes its keys")
    func keys() async throws {
        let trial = try await Self.trial()
        try await trial.serve { client async throws in
            let cookie = try Self.cookie(of: await Self.signIn(client)) + Self.change
            let made = try await client.send(
                .post, "/v1/keys", #"{"name": "phone"}"#, bearer: "", headers: cookie)
            let secret = try #require(made.data["secret"].string)
            let id = try #require(made.data["key"]["id"].string)
            #expect(secret.hasPrefix(try #require(made.data["key"]["hint"].string)))
            #expect(try await client.send(.get, "/v1/videos/text2video", bearer: secret).code == 0)
            let pair = try await client.send(
                .post, "/v1/keys", #"{"name": "signer", "kind": "access"}"#, bearer: "", headers: cookie)
            let token = trial.token(issuer: pair.data["key"]["id"].string, secret: pair.data["secret"].string)
            #expect(try await client.send(.get, "/v1/videos/text2video", bearer: token).code == 0)

            let names = try await client.get("/v1/keys").data.array.map { $0["name"].string }
            #expect(Set(names) == ["laptop", "pair", "phone", "signer"])
            #expect(try await client.send(.delete, "/v1/keys/\(id)", bearer: "", headers: cookie).status == 204)
            trial.wait(3)
            #expect(try await client.send(.get, "/v1/videos/text2video", bearer: secret).status == 401)
            #expect(try await client.send(.delete, "/v1/keys/\(id)", bearer: "", headers: cookie).code == 1203)
            let listed = try await client.get("/v1/keys").data.array.first { $0["id"].string == id }
            #expect(listed?["revoked_at"].int == Int(trial.time.timeIntervalSince1970 - 3) * 1000)
            for body in [#"{"name": ""}"#, #"{"name": "a", "kind": "master"}"#, "{}"] {
                #expect(
                    try await client.send(.post, "/v1/keys", body, bearer: "", headers: cookie).code == 1201)
            }
            #expect(try await client.post("/v1/keys", #"{"name": "another"}"#).status == 403)
            #expect(try await client.send(.delete, "/v1/keys/\(id)").status == 403)
            let entries = try await trial.store.read { try $0.auditEntries(of: trial.account.id, limit: 3) }
            #expect(entries.map(\.action) == ["key revoked", "access key created", "key created"])
            #expect(entries[2].actor == "\(trial.account.id) with studio")
        }
    }

    @Test("a stranger's key is not found")
    func strangersKey() async throws {
        let trial = try await Self.trial()
        let stranger = try await trial.studio.open("eve", by: "test")
        let (_, key) = NewCredentials.apiKey(named: "hers", for: stranger.id, at: trial.time)
        try await trial.studio.add(key, by: "test")
        try await trial.serve { client async throws in
            let cookie = try Self.cookie(of: await Self.signIn(client)) + Self.change
            #expect(
                try await client.send(.delete, "/v1/keys/\(key.id)", bearer: "", headers: cookie).code == 1203)
            #expect(try await trial.store.read { try $0.apiKey(hash: key.hash) }?.revokedAt == nil)
        }
    }
}

/// Both.
private func + (a: HTTPFields, b: HTTPFields) -> HTTPFields {
    var all = a
    all.append(contentsOf: b)
    return all
}
