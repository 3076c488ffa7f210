import Hummingbird

/// Answers `GET /` with a body as large as a task's, and takes what is posted to it.
@main struct BareRoute {
    static func main() async throws {
        let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 18200
        let body = String(repeating: "x", count: 420)
        let router = Router()
        router.get("/") { _, _ in body }
        router.post("/") { request, _ in
            _ = try await request.body.collect(upTo: 1 << 20)
            return body
        }
        try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
            .runService()
    }
}
