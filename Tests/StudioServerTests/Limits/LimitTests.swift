import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import StudioServer

@Suite("Limits") struct LimitTests {
    private let studio = StudioUnderTest()

    @Test("an address that asks too often is told when to come again") func addresses() async throws {
        let server = studio.server { application in
            application.everywhere = [
                AddressLimit(RateLimit(perSecond: 0.5, burst: 2), now: { [studio] in studio.time })
            ]
        }
        try await server.test(.live) { client in
            for expected in [200, 200, 429] {
                try await client.execute(
                    uri: "/healthz", method: .get, headers: [.init("X-Forwarded-For")!: "9.9.9.\(expected)"]
                ) { response in
                    #expect(response.status.code == expected)
                    guard expected == 429 else { return }
                    #expect(response.headers[.retryAfter] == "2" && response.headers[.requestID] != nil)
                    #expect(String(buffer: response.body).contains("\"code\":1302"))
                }
            }
            studio.wait(2)
            try await client.execute(uri: "/healthz", method: .get) { #expect($0.status == .ok) }
        }
    }

    @Test("files of the pages are not counted, whatever else is asked for") func uncounted() async throws {
        struct Files: RouteGroup {
            let access = RouteAccess.open
            let uncountedPrefix: String? = "/files/"
            func add(to router: some RouterMethods<StudioRequestContext>) {
                router.get("files/:name") { _, _ in Response(status: .ok) }
            }
        }
        let server = studio.server { application in
            application.groups.append(Files())
            var settings = LimitSettings()
            settings.perAddress = RateLimit(perSecond: 0.1, burst: 1)
            application.limit(settings)
        }
        try await server.test(.live) { client in
            for (path, expected) in [
                ("/healthz", 200), ("/files/a", 200), ("/healthz", 429), ("/files/b", 200),
                ("/filesystem", 429),
            ] {
                try await client.execute(uri: path, method: .get) { #expect($0.status.code == expected, "\(path)") }
            }
        }
    }

    @Test("behind a proxy of ours its word counts, and the client's own does not") func proxies() async throws {
        let server = studio.server { application in
            application.everywhere = [
                AddressLimit(RateLimit(perSecond: 0.1, burst: 1), proxiesInFront: 1, now: { [studio] in studio.time })
            ]
        }
        try await server.test(.live) { client in
            for (claim, expected) in [
                ("1.1.1.1", 200), ("1.1.1.1", 429), ("2.2.2.2", 200), ("7.7.7.7, 1.1.1.1", 429), ("2001:db8::1", 200),
                ("2001:db8::ffff", 429), ("2001:db8:0:1::1", 200), ("::ffff:1.1.1.1", 429), ("nonsense", 200),
                ("", 429),
            ] {
                try await client.execute(uri: "/healthz", method: .get, headers: [.init("X-Forwarded-For")!: claim]) {
                    #expect($0.status.code == expected, "\(claim)")
                }
            }
        }
    }

    @Test("keys are limited each for itself, after they are known") func keys() async throws {
        let key = try await studio.key()
        let server = studio.server { application in
            application.afterAuthentication = [
                KeyLimit(RateLimit(perSecond: 1, burst: 1), now: { [studio] in studio.time })
            ]
        }
        try await server.test(.router) { client in
            let headers: HTTPFields = [.authorization: "Bearer \(key)"]
            // 400: there is no such task, but the request was let through.
            for expected in [400, 429, 429] {
                try await client.execute(uri: "/v1/tasks/1/progress", method: .get, headers: headers) {
                    #expect($0.status.code == expected)
                }
            }
            try await client.execute(uri: "/v1/tasks/1/progress", method: .get, headers: [.authorization: "Bearer x"]) {
                #expect($0.status == .unauthorized)
            }
            try await client.execute(uri: "/healthz", method: .get, headers: headers) { #expect($0.status == .ok) }
        }
    }
}
