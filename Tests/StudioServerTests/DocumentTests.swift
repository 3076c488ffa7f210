import Foundation
import Testing

@Suite("Documents") struct DocumentTests {
    @Test("the document and its page are there for everybody, and may run nothing")
    func serves() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            for (path, type) in [
                ("/openapi.json", "application/json"), ("/docs", "text/html"), ("/docs/style.css", "text/css"),
            ] {
                let answer = try await client.send(.get, path, bearer: "")
                #expect(answer.status == 200 && answer.headers[.contentType]?.hasPrefix(type) == true)
                #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            }
        }
    }

    /// Edge groups, which the test's server has not, answer these.
    private static let elsewhere = ["/healthz", "/readyz", "/metrics", "/assets", "/v1/tasks", "/v1/events"]

    @Test("whatever the document tells of has a route")
    func matches() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let paths = try await client.get("/openapi.json")["paths"]
            for path in paths.keys where !Self.elsewhere.contains(where: path.hasPrefix) {
                for method in paths[path].keys {
                    let answer = try await client.send(
                        .init(method.uppercased())!, path.replacing("{id}", with: "1"), method == "post" ? "{}" : nil)
                    #expect(
                        answer.code != 1202 && !answer.message.hasPrefix("The path"),
                        "\(method) \(path): \(answer.text)")
                }
            }
        }
    }
}
