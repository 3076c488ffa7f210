import Foundation
import Hummingbird
import StudioDomain
import Synchronization

/// `GET /healthz`: the process answers. `GET /readyz`: it can work, as its store can be read and its asset store written; 503
/// and the name of what cannot otherwise.
struct HealthRoutes: RouteGroup {
    private let readiness: Readiness

    init(parts: ServerParts) { readiness = Readiness(parts: parts) }

    var access: RouteAccess { .open }

    func add(to router: some RouterMethods<StudioRequestContext>) {
        router.get("healthz") { _, _ in try Answers.json(["status": "ok"]) }
        router.get("readyz") { _, _ in
            let checks = await readiness.checks()
            let isReady = checks.values.allSatisfy { $0 == "ok" }
            return try Answers.json(
                Report(status: isReady ? "ok" : "unavailable", checks: checks),
                status: isReady ? .ok : .serviceUnavailable)
        }
    }

    private struct Report: Encodable {
        let status: String
        let checks: [String: String]
    }
}

/// What the server needs, looked at once in a while however often it is asked, as everybody may ask.
private actor Readiness {
    private let parts: ServerParts
    private var last: (checks: [String: String], time: ContinuousClock.Instant)?
    private var current: Task<[String: String], Never>?

    private static let lifetime = Duration.seconds(2)

    init(parts: ServerParts) { self.parts = parts }

    func checks() async -> [String: String] {
        if let last, last.time.duration(to: .now) < Self.lifetime { return last.checks }
        if let current { return await current.value }
        // A task of its own, since those who ask at the same time wait for one look, and one who goes away must not end it.
        let look = Task { await Self.look(parts) }
        current = look
        let checks = await look.value
        (last, current) = ((checks, .now), nil)
        return checks
    }

    private static func look(_ parts: ServerParts) async -> [String: String] {
        async let store = outcome { _ = try await parts.studio.store.read { try $0.accounts(skipping: 0, limit: 1) } }
        async let assets = outcome {
            // No asset has so small a number, since theirs begin with the time.
            let id = AssetID(number: .random(in: 1...1_000_000))
            try await parts.assets.put(id, bytes: Data("ready".utf8), mediaType: "text/plain")
            try await parts.assets.remove(id)
        }
        return await ["store": store, "assets": assets]
    }

    /// Its error is for the log of whoever made it, and no answer for everybody.
    private static func outcome(_ work: () async throws -> Void) async -> String {
        do {
            try await work()
            return "ok"
        } catch {
            return "unavailable"
        }
    }
}
