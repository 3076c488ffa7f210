import AssetStorage
import Foundation
import StudioDomain
import Testing

@Suite("Assets in S3") struct S3AssetStoreTests {
    private let id = AssetID(number: 7)

    private func store(at server: ScriptedServer, partBytes: Int = 8 << 20) throws -> S3AssetStore {
        S3AssetStore(
            at: try S3Location(
                endpoint: #require(URL(string: "http://127.0.0.1:\(server.port)")), bucket: "clips", accessKey: "key",
                secretKey: "secret"), partBytes: partBytes, firstPause: .milliseconds(1))
    }

    @Test("a store that is too busy is asked again") func retries() async throws {
        let server = try await ScriptedServer([
            .init(status: .serviceUnavailable, body: "<Error><Code>SlowDown</Code></Error>"),
            .init(status: .internalServerError), .init(status: .ok),
        ])
        try await store(at: server).put(id, bytes: Data([1]), mediaType: "image/png")
        #expect(server.requests == Array(repeating: "PUT /clips/7", count: 3))
        try await server.stop()
    }

    @Test("a refusal is not asked again, and its reason is told") func refuses() async throws {
        let server = try await ScriptedServer([
            .init(status: .forbidden, body: "<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>")
        ])
        await #expect(throws: S3Error.refused(status: 403, code: "AccessDenied")) {
            try await store(at: server).put(id, bytes: Data([1]), mediaType: "image/png")
        }
        #expect(server.requests.count == 1)
        try await server.stop()
    }

    @Test("after five tries it is given up") func givesUp() async throws {
        let server = try await ScriptedServer(Array(repeating: .init(status: .badGateway), count: 9))
        await #expect(throws: S3Error.refused(status: 502, code: "")) {
            try await store(at: server).put(id, bytes: Data([1]), mediaType: "image/png")
        }
        #expect(server.requests.count == 5)
        try await server.stop()
    }

    @Test("an upload whose part is refused is taken back") func aborts() async throws {
        let folder = try TrialFolder()
        let server = try await ScriptedServer([
            .init(status: .ok, body: "<A><UploadId>a&amp;b</UploadId></A>"),
            .init(status: .ok, headers: ["etag": "\"1\""]), .init(status: .forbidden), .init(status: .noContent),
        ])
        await #expect(throws: S3Error.refused(status: 403, code: "")) {
            try await store(at: server, partBytes: 10).put(id, file: folder.file(bytes: 25), mediaType: "video/mp4")
        }
        #expect(
            server.requests == [
                "POST /clips/7?uploads=", "PUT /clips/7?partNumber=1&uploadId=a%26b",
                "PUT /clips/7?partNumber=2&uploadId=a%26b", "DELETE /clips/7?uploadId=a%26b",
            ])
        try await server.stop()
    }

    @Test("an upload that cannot be put together is a failure in spite of its status") func incomplete() async throws {
        let folder = try TrialFolder()
        let tag = ScriptedServer.Answer(status: .ok, headers: ["etag": "\"1\""])
        let server = try await ScriptedServer([
            .init(status: .ok, body: "<A><UploadId>u</UploadId></A>"), tag, tag, tag,
            .init(status: .ok, body: "<Error><Code>InternalError</Code></Error>"), .init(status: .noContent),
        ])
        await #expect(throws: S3Error.refused(status: 200, code: "InternalError")) {
            try await store(at: server, partBytes: 10).put(id, file: folder.file(bytes: 25), mediaType: "video/mp4")
        }
        #expect(server.requests.last == "DELETE /clips/7?uploadId=u")
        try await server.stop()
    }

    @Test("a copy whose connection breaks begins anew") func breaks() async throws {
        let folder = try TrialFolder()
        let server = try await ScriptedServer([
            .init(status: .ok, body: "hal", isCutShort: true), .init(status: .ok, body: "whole"),
        ])
        let copy = folder.url.appending(path: "copy")
        try await store(at: server).copy(id, to: copy)
        #expect(try String(contentsOf: copy, encoding: .utf8) == "whole")
        try await server.stop()
    }

    @Test("pages of a list are followed") func pages() async throws {
        let server = try await ScriptedServer([
            .init(
                status: .ok,
                body:
                    "<R><IsTruncated>true</IsTruncated><Contents><Key>1</Key></Contents><NextContinuationToken>a+b</NextContinuationToken></R>"
            ),
            .init(status: .ok, body: "<R><IsTruncated>false</IsTruncated><Contents><Key>2</Key></Contents></R>"),
        ])
        #expect(try await store(at: server).all() == [AssetID(number: 1), AssetID(number: 2)])
        #expect(server.requests.last == "GET /clips?continuation-token=a%2Bb&list-type=2&prefix=")
        try await server.stop()
    }

    @Test("uploads of killed writers are given up after a day, newer ones are left") func leftovers() async throws {
        let server = try await ScriptedServer([
            .init(
                status: .ok,
                body: """
                    <R><Upload><Key>1</Key><UploadId>old</UploadId><Initiated>2020-01-01T00:00:00.000Z</Initiated></Upload>\
                    <Upload><Key>2</Key><UploadId>new</UploadId><Initiated>2999-01-01T00:00:00Z</Initiated></Upload></R>
                    """), .init(status: .noContent),
        ])
        try await store(at: server).removeLeftovers()
        #expect(server.requests.dropFirst() == ["DELETE /clips/1?uploadId=old"])
        try await server.stop()
    }

    @Test(
        "an endpoint or bucket that cannot be is refused",
        arguments: [
            ("ftp://host", "clips"), ("http://host/path", "clips"), ("http://host", "a/b"), ("http://host", "A"),
        ])
    func locations(endpoint: String, bucket: String) throws {
        let url = try #require(URL(string: endpoint))
        #expect(throws: S3Error.self) {
            try S3Location(endpoint: url, bucket: bucket, accessKey: "key", secretKey: "secret")
        }
    }
}
