import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import StudioDomain
import StudioServer
import Testing

@Suite("Transport") struct TransportTests {
    private let path = "/v1/videos/text2video"

    @Test("a client's request identifier comes back if it is sane")
    func requestIDs() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let sane = try await client.send(.get, path, headers: [.init("x-request-id")!: "abc-123_X"])
            #expect(sane["request_id"].string == "abc-123_X")
            for odd in ["a b", String(repeating: "a", count: 65), "ä", "a\"b"] {
                let answer = try await client.send(.get, path, headers: [.init("x-request-id")!: odd])
                #expect(UUID(uuidString: answer["request_id"].string ?? "") != nil, "\(odd)")
                #expect(answer.headers[.init("x-request-id")!] == answer["request_id"].string)
            }
        }
    }

    @Test("an unknown path is 1203, a known one by another method 1202")
    func paths() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            for unknown in ["/", "/v1", "/v1/videos/text3video/1/2", "/v1/%2e%2e/etc/passwd", "/v1/../../etc"] {
                let answer = try await client.get(unknown)
                #expect(answer.status == 404 && answer.code == 1203, "\(unknown)")
            }
            for (method, known) in [
                (HTTPRequest.Method.delete, path), (.put, path), (.post, "\(path)/1"), (.options, path),
                (.trace, "/docs"),
            ] {
                let answer = try await client.send(method, known)
                #expect(answer.status == 404 && answer.code == 1202, "\(method) \(known)")
            }
        }
    }

    @Test(
        "trailing and doubled slashes do not matter",
        arguments: ["/v1/videos/text2video/", "//v1//videos/text2video//"])
    func slashes(path: String) async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            #expect(try await client.post(path, #"{"prompt": "a dog"}"#).code == 0)
            #expect(try await client.get(path).data.array.count == 1)
        }
    }

    @Test(
        "a body that is no object of the right fields is 1201",
        arguments: ["", "null", "[]", "{", #"{"prompt": 3}"#, "\u{FEFF}{}", "prompt=a+dog", #"{"prompt": "\ud800"}"#])
    func bodies(body: String) async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let answer = try await client.post(path, body)
            #expect(answer.status == 400 && answer.code == 1201)
        }
    }

    @Test("JSON that is built to be dear is refused")
    func bombs() async throws {
        let trial = try await ServerTrial()
        let deep = #"{"prompt": "a", "x": "# + String(repeating: "[", count: 100_000)
        let nested =
            #"{"prompt": "a", "x": "# + String(repeating: #"{"a":"#, count: 33) + "1"
            + String(repeating: "}", count: 34)
        let wide = #"{"prompt": "a", "x": ["# + String(repeating: "1,", count: 30_000) + "1]}"
        let quoted = #"{"prompt": "a", "x": "\\\"[[[", "y": "# + String(repeating: "[", count: 100)
        try await trial.serve { client async throws in
            for bomb in [deep, nested, wide, quoted] {
                let answer = try await client.post(path, bomb)
                #expect(answer.status == 400 && answer.code == 1201)
                #expect(answer.message == "Failed to resolve the request body")
            }
            // Brackets within strings are text, and 32 levels are fine.
            let fine = #"{"prompt": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\", "x": [[[{"y": "}"}]]]}"#
            #expect(try await client.post(path, fine).code == 0)
        }
    }

    @Test("a body that is too large is refused, whether it says so or not")
    func large() async throws {
        let trial = try await ServerTrial { $0.mostBodyBytes = 1000 }
        let body = #"{"prompt": "a dog", "x": "\#(String(repeating: "a", count: 1000))"}"#
        try await trial.serve { client async throws in
            for headers in [HTTPFields(), [.transferEncoding: "chunked"]] {
                let answer = try await client.send(.post, path, body, headers: headers)
                #expect(answer.status == 400 && answer.code == 1201)
                #expect(answer.message == "The request body may have at most 1000 bytes")
            }
        }
    }

    @Test("bodies that come together share a limit, and give back what they took")
    func together() async throws {
        let trial = try await ServerTrial { $0.mostBodyBytesTogether = 1000 }
        try await trial.serve { client async throws in
            for _ in 0..<3 {
                let large = #"{"prompt": "a dog", "x": "\#(String(repeating: "a", count: 1000))"}"#
                let answer = try await client.post(path, large)
                #expect(answer.status == 503 && answer.code == 5001)
                let small = #"{"prompt": "a dog", "x": "\#(String(repeating: "a", count: 900))"}"#
                #expect(try await client.post(path, small).code == 0)
            }
        }
    }

    @Test(
        "a refusal of HEAD has no body, which would be taken for the next answer",
        arguments: ["/nothing", "/v1/videos"])
    func heads(path: String) async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            try await client.client.execute(uri: path, method: .head) { response in
                #expect(response.status == .notFound && response.body.readableBytes == 0)
                #expect(Int(response.headers[.contentLength] ?? "") ?? 0 > 0)
            }
        }
    }

    @Test("a request that is not there whole in time ends its connection, whoever sends it")
    func deadline() async throws {
        let trial = try await ServerTrial { $0.requestSeconds = 1 }
        let application = StudioApplication(parts: trial.parts).application(
            configuration: .init(address: .hostname("127.0.0.1", port: 0)), logger: Logger(label: "test"))
        try await application.test(.live) { client in
            let connection = try RawConnection(port: #require(client.port))
            defer { connection.close() }
            try connection.send("POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n ")
            // Its refusal comes before, unless the machine is so busy that its second is over by then.
            let answer = try connection.readToEnd(seconds: 60)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 401"))
        }
    }

    @Test("what nobody foresaw is an internal error without details")
    func unforeseen() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            await trial.assets.breakDown()
            let answer = try await client.post(
                "/v1/videos/image2video", #"{"image": "\#(TestPicture.png(400, 300))"}"#)
            #expect(answer.status == 500 && answer.code == 5000)
            #expect(answer.message == "Internal error.")
            #expect(try await trial.studio.jobs(JobQuery(), limit: 1).isEmpty)
        }
    }
}
