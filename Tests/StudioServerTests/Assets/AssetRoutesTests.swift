import Foundation
import Hummingbird
import HummingbirdTesting
import SecretKeeping
import StudioDomain
import Testing

@testable import StudioServer

@Suite("Asset routes") struct AssetRoutesTests {
    private let studio: StudioUnderTest
    private let asset = AssetID(number: 179_500_000_000_000_001)
    private let bytes = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })

    init() { studio = StudioUnderTest() }

    /// A link to the asset, without the server's name.
    private func keep(_ mediaType: String = "video/mp4") async throws -> String {
        try await studio.assets.put(asset, bytes: bytes, mediaType: mediaType)
        let value = Asset(
            id: asset, account: studio.account, job: nil, mediaType: mediaType, bytes: bytes.count,
            createdAt: studio.time)
        try await studio.store.transaction { try $0.save(value) }
        return String(studio.parts.link(to: asset, of: .video).dropFirst(studio.parts.settings.publicURL.count))
    }

    private func get(
        _ path: String, _ headers: HTTPFields = [:], method: HTTPRequest.Method = .get,
        _ check: @escaping @Sendable (TestResponse) throws -> Void
    ) async throws {
        try await studio.server.test(.router) { client in
            try await client.execute(uri: path, method: method, headers: headers) { try check($0) }
        }
    }

    @Test("a link gives the whole of it, for good and as what it is") func whole() async throws {
        let link = try await keep()
        try await get(link) { [bytes] response in
            #expect(response.status == .ok && Data(buffer: response.body) == bytes)
            #expect(response.headers[.contentType] == "video/mp4")
            #expect(response.headers[.acceptRanges] == "bytes")
            #expect(response.headers[.eTag] == "\"179500000000000001\"")
            #expect(response.headers[.contentDisposition] == "inline; filename=\"179500000000000001.mp4\"")
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
            let cache = try #require(response.headers[.cacheControl])
            #expect(cache.hasPrefix("private, max-age=60") && cache.hasSuffix(", immutable"))
        }
        try await get(link + "&download") { #expect($0.headers[.contentDisposition]?.hasPrefix("attachment;") == true) }
    }

    @Test("HEAD tells the same without the bytes") func head() async throws {
        let link = try await keep()
        try await get(link, method: .head) { response in
            #expect(response.status == .ok && response.body.readableBytes == 0)
            #expect(response.headers[.contentLength] == "200000" && response.headers[.acceptRanges] == "bytes")
        }
        try await get(link, [.range: "bytes=0-9"], method: .head) { response in
            #expect(response.status == .partialContent && response.headers[.contentLength] == "10")
        }
        #expect(studio.assets.partsRead.withLock { $0 } == 0)
    }

    @Test(
        "a range gives those bytes",
        arguments: [
            ("bytes=0-0", 0..<1), ("bytes=65530-65545", 65530..<65546), ("bytes=-5", 199_995..<200_000),
            ("bytes=199999-", 199_999..<200_000),
        ])
    func ranges(header: String, range: Range<Int>) async throws {
        try await get(try await keep(), [.range: header]) { [bytes] response in
            #expect(response.status == .partialContent && Data(buffer: response.body) == bytes[range])
            #expect(response.headers[.contentRange] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/200000")
            #expect(response.headers[.contentLength] == "\(range.count)")
        }
    }

    @Test("a range beyond the end is refused, with the size") func beyond() async throws {
        try await get(try await keep(), [.range: "bytes=200000-"]) { response in
            #expect(response.status == .rangeNotSatisfiable && response.body.readableBytes == 0)
            #expect(response.headers[.contentRange] == "bytes */200000")
        }
    }

    @Test(
        "many ranges give the whole once",
        arguments: ["bytes=0-1,3-4", "bytes=" + (0..<2000).map { "\($0)-" }.joined(separator: ",")])
    func many(header: String) async throws {
        try await get(try await keep(), [.range: header]) {
            #expect($0.status == .ok && $0.body.readableBytes == 200_000)
        }
    }

    @Test("If-Range gives the part to who has the same asset, and the whole to others") func ifRange() async throws {
        let link = try await keep()
        for (condition, status) in [
            ("\"179500000000000001\"", HTTPResponse.Status.partialContent), ("\"2\"", .ok),
            ("W/\"179500000000000001\"", .ok),
            ("Wed, 25 Nov 2026 03:20:22 GMT", .ok),
        ] {
            try await get(link, [.range: "bytes=0-9", .ifRange: condition]) { #expect($0.status == status) }
        }
    }

    @Test(
        "who has it already is told so",
        arguments: ["\"179500000000000001\"", "W/\"179500000000000001\"", "\"1\", \"179500000000000001\"", "*"])
    func notModified(tags: String) async throws {
        try await get(try await keep(), [.ifNoneMatch: tags]) { response in
            #expect(response.status == .notModified && response.body.readableBytes == 0)
            #expect(response.headers[.eTag] != nil)
        }
    }

    @Test("a link ends") func ends() async throws {
        let link = try await keep()
        studio.wait(8 * 24 * 3600)
        try await get(link) { response in
            #expect(response.status == .forbidden && String(buffer: response.body).contains("has ended"))
        }
    }

    @Test("links that were changed or made up are refused alike") func forged() async throws {
        let link = try await keep()
        let path = "/assets/179500000000000001.mp4"
        let query = try #require(link.split(separator: "?").last)
        let expires = try #require(query.split(separator: "&").first)
        let tag = try #require(query.split(separator: "&").last)
        for forged in [
            path, "\(path)?\(expires)", "\(path)?\(tag)", "\(path)?expires=9999999999&\(tag)",
            "\(path)?\(expires)&tag=",
            "\(path)?\(expires)&tag=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "\(path)?\(expires)&\(tag)A",
            "/assets/179500000000000002.mp4?\(query)", "/assets/179500000000000001?\(query)",
            "/assets/179500000000000001.mp4.exe?\(query)", "/assets/179500000000000001.mp4%00?\(query)",
            "/assets/-179500000000000001.mp4?\(query)", "/assets/..%2f179500000000000001.mp4?\(query)",
            "/assets/%2e%2e.%2e?\(query)", "/assets/.mp4?\(query)", "\(path)?expires=-1&\(tag)",
            "\(path)?expires=99999999999999999999&\(tag)",
        ] {
            try await get(forged) { response in
                #expect(response.status == .forbidden, "\(forged)")
                #expect(String(buffer: response.body).contains("The link is not valid."))
            }
        }
        for elsewhere in [
            "/assets/../etc/passwd", "/assets/a/b.mp4?\(query)", "/assets//179500000000000001.mp4/x?\(query)",
        ] {
            try await get(elsewhere) { #expect([403, 404].contains($0.status.code), "\(elsewhere)") }
        }
    }

    @Test("what was swept is not found, whether its entry or its bytes are gone") func gone() async throws {
        let link = try await keep()
        try await studio.assets.remove(asset)
        try await get(link) { response in
            #expect(response.status == .notFound && String(buffer: response.body).contains("1203"))
        }
        let value = try #require(try await studio.parts.studio.asset(asset))
        try await studio.store.transaction { try $0.remove(value) }
        try await get(link) { #expect($0.status == .notFound) }
    }

    @Test("bytes are read as the reader takes them") func backPressure() async throws {
        // A part of 64 KiB each; a reader that takes nothing leaves all but what the connection's buffers hold unread.
        let large = AssetID(number: 9)
        try await studio.assets.put(large, bytes: Data(count: 64 << 20), mediaType: "video/mp4")
        let value = Asset(
            id: large, account: studio.account, job: nil, mediaType: "video/mp4", bytes: 64 << 20,
            createdAt: studio.time)
        try await studio.store.transaction { try $0.save(value) }
        let link = String(studio.parts.link(to: large, of: .video).dropFirst(studio.parts.settings.publicURL.count))
        try await studio.server.test(.live) { client in
            let socket = try RawConnection(port: #require(client.port))
            try socket.send("GET \(link) HTTP/1.1\r\nHost: x\r\n\r\n")
            try await Task.sleep(for: .milliseconds(500))
            let parts = studio.assets.partsRead.withLock { $0 }
            #expect((1..<512).contains(parts), "of 1024 parts, \(parts) were read")
            socket.close()
        }
    }
}
