import Foundation
import NIOCore
import ScriptedServers
import StudioDomain
import Synchronization
import Testing

@testable import GuardedFetch

@Suite("Fetching") struct FetchTests {
    /// Answers for made-up hosts, each look-up by the next of its answers, the last one from then on.
    final class Names: HostResolver {
        private let answers: Mutex<[String: [[String]]]>

        init(_ answers: [String: [[String]]]) { self.answers = Mutex(answers) }

        func addresses(of host: String) async throws -> [IPAddress] {
            answers.withLock { answers in
                guard let answer = answers[host]?.first else { return [] }
                if answers[host]!.count > 1 { answers[host]!.removeFirst() }
                return answer.map { IPAddress($0)! }
            }
        }
    }

    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    private func settings(_ networks: String..., total: Duration = .seconds(20), idle: Duration = .seconds(10))
        -> FetchSettings
    {
        FetchSettings(
            allowedNetworks: networks.map { Network($0)! }, totalTime: total, idleTime: idle, connectTime: .seconds(2))
    }

    private func fetch(
        _ url: String, by fetcher: GuardedFetcher, mostBytes: Int = 1000
    ) async throws -> (bytes: Data?, reason: String?) {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        do {
            try await fetcher.fetch(#require(URL(string: url)), to: file, mostBytes: mostBytes)
            return (try Data(contentsOf: file), nil)
        } catch let failure as RenderFailure {
            #expect(!FileManager.default.fileExists(atPath: file.path), "half a file stayed")
            return (nil, failure.reason)
        }
    }

    @Test("a file comes whole, under the name that was asked for, from the address that was checked") func pins()
        async throws
    {
        try await ScriptedServer.with { _ in
            [.say(Self.ok)]
        } _: { server in
            let fetcher = GuardedFetcher(
                settings: settings("127.0.0.0/8"), resolver: Names(["pictures.test": [["127.0.0.1"]]]))
            let result = try await fetch("http://pictures.test:\(server.port)/a?b=c#d", by: fetcher)
            #expect(result.bytes == Data("hello".utf8))
            let request = try #require(server.requests.first).lowercased()
            #expect(
                request.hasPrefix("get /a?b=c http/1.1\r\n")
                    && request.contains("host: pictures.test:\(server.port)\r\n"))
            #expect(!request.contains("gzip"))
        }
    }

    @Test("TLS asks for the name and not for the address") func namesForTLS() async throws {
        try await ScriptedServer.with { _ in
            [.close]
        } _: { server in
            let fetcher = GuardedFetcher(
                settings: settings("127.0.0.0/8"), resolver: Names(["pictures.test": [["127.0.0.1"]]]))
            let result = try await fetch("https://pictures.test:\(server.port)/", by: fetcher)
            #expect(
                result.reason == FetchRefusal.unreachable.description
                    || result.reason == FetchRefusal.brokenOff.description)
            #expect(server.requests.first?.contains("pictures.test") == true)
        }
    }

    @Test(
        "addresses that are not public get no connection",
        arguments: [
            "127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "017700000001", "[::1]",
            "[::ffff:127.0.0.1]", "0.0.0.0", "[::]",
        ])
    func privateHosts(host: String) async throws {
        try await ScriptedServer.with { _ in
            [.say(Self.ok)]
        } _: { server in
            let result = try await fetch("http://\(host):\(server.port)/", by: GuardedFetcher(settings: settings()))
            #expect(result.reason == FetchRefusal.unreachable.description)
            #expect(server.requests.isEmpty)
        }
    }

    @Test("one private address among public ones is enough to refuse a host") func mixedAddresses() async throws {
        try await ScriptedServer.with { _ in
            [.say(Self.ok)]
        } _: { server in
            let fetcher = GuardedFetcher(
                settings: settings("127.0.0.1"), resolver: Names(["mixed.test": [["127.0.0.1", "10.0.0.1"]]]))
            let result = try await fetch("http://mixed.test:\(server.port)/", by: fetcher)
            #expect(result.reason == FetchRefusal.unreachable.description)
            #expect(server.requests.isEmpty)
        }
    }

    @Test("a name that changes its address after the check is connected to the checked one") func rebinding()
        async throws
    {
        // The first look-up finds the allowed server, every later one an address that nobody may reach: a second look-up
        // would be refused by the guard or end elsewhere.
        try await ScriptedServer.with { _ in
            [.say(Self.ok)]
        } _: { server in
            let names = Names(["rebinding.test": [["127.0.0.1"], ["10.0.0.1"]]])
            let fetcher = GuardedFetcher(settings: settings("127.0.0.1"), resolver: names)
            let first = try await fetch("http://rebinding.test:\(server.port)/", by: fetcher)
            #expect(first.bytes == Data("hello".utf8))
            let second = try await fetch("http://rebinding.test:\(server.port)/", by: fetcher)
            #expect(second.reason == FetchRefusal.unreachable.description)
            #expect(server.requests.count == 1)
        }
    }

    @Test("a redirect to the same host is looked up anew") func rebindingRedirect() async throws {
        let answer = "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"
        try await ScriptedServer.with { _ in
            [.say(answer)]
        } _: { server in
            let names = Names(["rebinding.test": [["127.0.0.1"], ["169.254.169.254"]]])
            let fetcher = GuardedFetcher(settings: settings("127.0.0.1"), resolver: names)
            let result = try await fetch("http://rebinding.test:\(server.port)/", by: fetcher)
            #expect(result.reason == FetchRefusal.unreachable.description)
            #expect(server.requests.count == 1)
        }
    }

    @Test("redirects are followed, five of them") func redirects() async throws {
        try await ScriptedServer.with { request in
            let step = Int(request.dropFirst(5).prefix(1)) ?? 0
            if step == 5 { return [.say(Self.ok)] }
            return [.say("HTTP/1.1 307 T\r\nLocation: /\(step + 1)\r\nContent-Length: 0\r\n\r\n")]
        } _: { server in
            let result = try await fetch(
                "http://127.0.0.1:\(server.port)/0", by: GuardedFetcher(settings: settings("127.0.0.0/8")))
            #expect(result.bytes == Data("hello".utf8) && server.requests.count == 6)
        }
    }

    @Test("a redirect that leads to itself ends") func loops() async throws {
        try await ScriptedServer.with { _ in
            [.say("HTTP/1.1 302 F\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")]
        } _: { server in
            let result = try await fetch(
                "http://127.0.0.1:\(server.port)/", by: GuardedFetcher(settings: settings("127.0.0.0/8")))
            #expect(result.reason == FetchRefusal.tooManyRedirects.description && server.requests.count == 6)
        }
    }

    @Test(
        "redirects to what is not public, or no web server, are refused",
        arguments: [
            "http://127.0.0.2:PORT/", "http://127.1.1.1:PORT/", "http://169.254.169.254/latest/", "http://[::1]:PORT/",
            "http://2130706434:PORT/", "//127.0.0.2:PORT/", "file:///etc/passwd", "http://user@127.0.0.1:PORT/",
        ])
    func hostileRedirects(location: String) async throws {
        try await ScriptedServer.with { request in
            let port = request.split(separator: "/").dropFirst().first?.split(separator: " ").first ?? ""
            let place = location.replacingOccurrences(of: "PORT", with: port)
            return [.say("HTTP/1.1 302 Found\r\nLocation: \(place)\r\nContent-Length: 0\r\n\r\n")]
        } _: { server in
            let result = try await fetch(
                "http://127.0.0.1:\(server.port)/\(server.port)", by: GuardedFetcher(settings: settings("127.0.0.1")))
            #expect([FetchRefusal.unreachable.description, FetchRefusal.unusable.description].contains(result.reason))
            #expect(server.requests.count == 1)
        }
    }

    @Test("an endless body is cut off at the limit") func endless() async throws {
        let head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
        try await ScriptedServer.with { _ in
            [.say(head), .forever([UInt8](repeating: 1, count: 65536), every: .zero)]
        } _: { server in
            let result = try await fetch(
                "http://127.0.0.1:\(server.port)/", by: GuardedFetcher(settings: settings("127.0.0.0/8")),
                mostBytes: 1_000_000)
            #expect(result.reason == FetchRefusal.tooLarge(mostBytes: 1_000_000).description)
        }
    }

    @Test("a chunked body is counted, too") func chunked() async throws {
        let chunk = "400\r\n" + String(repeating: "x", count: 1024) + "\r\n"
        try await ScriptedServer.with { _ in
            [.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), .forever(Array(chunk.utf8), every: .zero)]
        } _: { server in
            let result = try await fetch(
                "http://127.0.0.1:\(server.port)/", by: GuardedFetcher(settings: settings("127.0.0.0/8")),
                mostBytes: 10_000)
            #expect(result.reason == FetchRefusal.tooLarge(mostBytes: 10_000).description)
        }
    }

    @Test(
        "a length that is too large is believed, one that is too small ends the file, one that is not kept breaks it off"
    )
    func lengths() async throws {
        let fetcher = GuardedFetcher(settings: settings("127.0.0.0/8"))
        func result(_ length: Int, then steps: [ScriptedServer.Step]) async throws -> (bytes: Data?, reason: String?) {
            nonisolated(unsafe) var result: (bytes: Data?, reason: String?)
            try await ScriptedServer.with { _ in
                [.say("HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\nhello")] + steps
            } _: { server in
                result = try await fetch("http://127.0.0.1:\(server.port)/", by: fetcher)
            }
            return result
        }
        #expect(try await result(1001, then: []).reason == FetchRefusal.tooLarge(mostBytes: 1000).description)
        #expect(try await result(3, then: []).bytes == Data("hel".utf8))
        #expect(try await result(6, then: [.close]).reason == FetchRefusal.brokenOff.description)
        #expect(try await result(-1, then: [.close]).bytes == nil)
    }

    @Test("a drip ends with the total time, silence with the idle time") func slow() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"
        let clock = ContinuousClock()
        let cases: [(ScriptedServer.Step, FetchSettings)] = [
            (.forever([1], every: .milliseconds(20)), settings("127.0.0.0/8", total: .milliseconds(500))),
            (.wait(.seconds(30)), settings("127.0.0.0/8", idle: .milliseconds(200))),
        ]
        for (step, settings) in cases {
            try await ScriptedServer.with { _ in
                [.say(head), step]
            } _: { server in
                let start = clock.now
                let result = try await fetch("http://127.0.0.1:\(server.port)/", by: GuardedFetcher(settings: settings))
                #expect(result.reason == FetchRefusal.tooSlow.description)
                // The drip would take 18 seconds, the silence 30.
                #expect(start.duration(to: clock.now) < .seconds(15))
            }
        }
    }

    @Test("a server that takes the connection and says nothing is left") func silent() async throws {
        try await ScriptedServer.with { _ in
            []
        } _: { server in
            let settings = settings("127.0.0.0/8", total: .milliseconds(300))
            let result = try await fetch("http://127.0.0.1:\(server.port)/", by: GuardedFetcher(settings: settings))
            #expect(result.reason == FetchRefusal.tooSlow.description)
        }
    }

    @Test("headers without end are not taken") func endlessHeaders() async throws {
        let header = "X-A: " + String(repeating: "a", count: 10_000) + "\r\n"
        try await ScriptedServer.with { _ in
            [.say("HTTP/1.1 200 OK\r\n"), .forever(Array(header.utf8), every: .zero)]
        } _: { server in
            let result = try await fetch(
                "http://127.0.0.1:\(server.port)/", by: GuardedFetcher(settings: settings("127.0.0.0/8")))
            #expect(result.bytes == nil)
        }
    }

    @Test("what comes compressed is refused and never expanded") func bomb() async throws {
        try await ScriptedServer.with { _ in
            [
                .say("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 29\r\n\r\n"),
                .bytes([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3] + [UInt8](repeating: 0, count: 19)),
            ]
        } _: { server in
            let result = try await fetch(
                "http://127.0.0.1:\(server.port)/", by: GuardedFetcher(settings: settings("127.0.0.0/8")))
            #expect(result.reason == FetchRefusal.compressed.description)
        }
    }

    @Test("an answer that is no success is named by its status", arguments: [204, 304, 404, 500]) func statuses(
        status: Int
    ) async throws {
        try await ScriptedServer.with { _ in
            [.say("HTTP/1.1 \(status) X\r\nContent-Length: 0\r\n\r\n")]
        } _: { server in
            let result = try await fetch(
                "http://127.0.0.1:\(server.port)/", by: GuardedFetcher(settings: settings("127.0.0.0/8")))
            #expect((result.reason == nil) == (status == 204))
            if status != 204 { #expect(result.reason == FetchRefusal.status(status).description) }
        }
    }

    @Test("a host that is not there, one that is private and one that does not answer cannot be told apart")
    func tellsNothing() async throws {
        let names = Names(["private.test": [["10.0.0.1"]], "closed.test": [["127.0.0.1"]]])
        let fetcher = GuardedFetcher(settings: settings("127.0.0.1"), resolver: names)
        let reasons = [
            try await fetch("http://nowhere.test/", by: fetcher).reason,
            try await fetch("http://private.test/", by: fetcher).reason,
            // Port 2 has no server.
            try await fetch("http://closed.test:2/", by: fetcher).reason,
        ]
        #expect(reasons == [String?](repeating: FetchRefusal.unreachable.description, count: 3))
    }

    @Test("cancelling ends a fetch at once") func cancels() async throws {
        try await ScriptedServer.with { _ in
            []
        } _: { server in
            let fetcher = GuardedFetcher(settings: settings("127.0.0.0/8"))
            let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            let url = try #require(URL(string: "http://127.0.0.1:\(server.port)/"))
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await fetcher.fetch(url, to: file, mostBytes: 10) }
                    try await Task.sleep(for: .milliseconds(100))
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test("a post sends its headers and body and returns the status, of a redirect, too", arguments: [200, 302, 410])
    func posts(status: Int) async throws {
        try await ScriptedServer.with { _ in
            [.say("HTTP/1.1 \(status) X\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n")]
        } _: { server in
            let fetcher = GuardedFetcher(settings: settings("127.0.0.0/8"))
            let answer = try await fetcher.post(
                #require(URL(string: "http://127.0.0.1:\(server.port)/hook")), headers: [("webhook-id", "7")],
                body: Data("{}".utf8), timeLimit: .seconds(5))
            #expect(answer == status && server.requests.count == 1)
            let request = try #require(server.requests.first)
            #expect(
                request.hasPrefix("POST /hook ") && request.contains("webhook-id: 7") && request.hasSuffix("\r\n\r\n{}")
            )
        }
    }

    @Test("a post goes to public addresses alone") func postsToPublic() async throws {
        try await ScriptedServer.with { _ in
            [.say(Self.ok)]
        } _: { server in
            await #expect(throws: FetchRefusal.unreachable) {
                _ = try await GuardedFetcher().post(
                    #require(URL(string: "http://127.0.0.1:\(server.port)/")), headers: [], body: Data(),
                    timeLimit: .seconds(5))
            }
            #expect(server.requests.isEmpty)
        }
    }
}
