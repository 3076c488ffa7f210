import Foundation
import Hummingbird
import StudioDomain
import Testing

@Suite("Authentication") struct AuthenticationTests {
    private let path = "/v1/videos/text2video"

    @Test("an API key and a token are both good")
    func good() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            for bearer in [trial.apiKey, trial.token(), trial.token(header: #"{"alg":"HS256"}"#)] {
                let answer = try await client.send(.get, path, bearer: bearer)
                #expect(answer.status == 200 && answer.code == 0)
            }
            let answer = try await client.send(
                .get, path, headers: [.authorization: "", .init("x-api-key")!: trial.apiKey])
            #expect(answer.status == 200)
        }
    }

    /// Made by PyJWT 2.15.1, which the vendor's client signs with, of the secret "secret of the test".
    @Test("a token of the vendor's library is good")
    func golden() async throws {
        let trial = try await ServerTrial()
        let sealed = try trial.vault.seal("secret of the test", for: "secret of AKtest")
        try await trial.studio.add(
            AccessKeyPair(
                accessKey: "AKtest", account: trial.account.id, name: "test", sealedSecret: sealed,
                createdAt: trial.time), by: "test")
        let token = """
            eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJBS3Rlc3QiLCJleHAiOjE4MDAwMDE4MDAsIm5iZiI6MTc5OTk5OTk5NX0.\
            10fPHQevnZkH-a6tFimOy0NvAkkSL4MAS16KGYB2J0I
            """
        try await trial.serve { client async throws in
            #expect(try await client.send(.get, path, bearer: token).status == 200)
        }
    }

    @Test("no credential is 1001", arguments: ["", "Bearer ", "Bearer"])
    func missing(header: String) async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let answer = try await client.send(.get, path, headers: [.authorization: header])
            #expect(answer.status == 401 && answer.code == 1001 && answer.data == .null)
        }
    }

    @Test(
        "what is neither a key nor a token is 1002, in the vendor's words",
        arguments: [
            ("Bearer nonsense", "The token was expected to have 3 parts, but got 0"),
            ("Bearer a.b", "The token was expected to have 3 parts, but got 2"),
            ("Bearer a.b.c.d", "The token was expected to have 3 parts, but got > 3"),
            ("Basic YTpi", "must be: Bearer"), ("Bearer a.b.c", "HS256"),
        ])
    func garbage(header: String, words: String) async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let answer = try await client.send(.get, path, headers: [.authorization: header])
            #expect(answer.status == 401 && answer.code == 1002 && answer.message.contains(words))
        }
    }

    @Test("forged tokens are 1002")
    func forged() async throws {
        let trial = try await ServerTrial()
        let none = trial.token(header: #"{"alg":"none","typ":"JWT"}"#)
        let unsigned = none.split(separator: ".").prefix(2).joined(separator: ".") + "."
        let forged = [
            trial.token(secret: "another"), trial.token(issuer: "AKnobody"), none, unsigned,
            trial.token(header: #"{"alg":"HS512","typ":"JWT"}"#), trial.token() + "A",
        ]
        try await trial.serve { client async throws in
            for token in forged {
                let answer = try await client.send(.get, path, bearer: token)
                #expect(answer.status == 401 && answer.code == 1002, "\(token)")
            }
        }
    }

    @Test("a token is good from nbf to exp, with five seconds of leeway")
    func times() async throws {
        let trial = try await ServerTrial()
        let cases: [(expires: TimeInterval, notBefore: TimeInterval, code: Int)] = [
            (1800, 6, 1003), (1800, 4, 0), (-4, -60, 0), (-5, -60, 1004), (-1800, -3600, 1004),
        ]
        try await trial.serve { client async throws in
            for (expires, notBefore, code) in cases {
                let token = trial.token(expires: expires, notBefore: notBefore)
                let answer = try await client.send(.get, path, bearer: token)
                #expect(answer.code == code && answer.status == (code == 0 ? 200 : 401))
            }
        }
    }

    @Test("a token that was good a moment ago ends when it says")
    func endsWhileKnown() async throws {
        let trial = try await ServerTrial()
        let token = trial.token(expires: -3)
        try await trial.serve { client async throws in
            #expect(try await client.send(.get, path, bearer: token).code == 0)
            trial.wait(2)
            #expect(try await client.send(.get, path, bearer: token).code == 1004)
        }
    }

    @Test("a revoked key or pair is good for three more seconds at most")
    func revoked() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let token = trial.token()
            #expect(try await client.get(path).code == 0)
            #expect(try await client.send(.get, path, bearer: token).code == 0)
            let key = try await trial.store.read { try $0.apiKeys(of: trial.account.id) }[0]
            #expect(try await trial.studio.revokeKey(key.id.description, of: trial.account.id, by: "test"))
            #expect(try await trial.studio.revokeKey(trial.accessKey, of: trial.account.id, by: "test"))
            trial.wait(3)
            #expect(try await client.get(path).code == 1002)
            #expect(try await client.send(.get, path, bearer: token).code == 1002)
        }
    }

    @Test("a suspended account may look and make nothing new")
    func suspended() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            _ = try await trial.studio.change(trial.account.id, by: "test", action: "suspended") {
                $0.state = .suspended
            }
            #expect(try await client.get(path).code == 0)
            for path in [path, "/v1/general/advanced-custom-elements"] {
                let answer = try await client.post(path, #"{"prompt": "a dog"}"#)
                #expect(answer.status == 429 && answer.code == 1100)
            }
        }
    }

    @Test("whoever comes for the first time in a day finds the day's credits")
    func dueCredits() async throws {
        let trial = try await ServerTrial(credits: 0, plan: "free")
        try await trial.serve { client async throws in
            #expect(try await client.post(path, #"{"prompt": "a dog"}"#).code == 0)
        }
    }
}
