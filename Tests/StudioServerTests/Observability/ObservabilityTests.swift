import Foundation
import Hummingbird
import HummingbirdTesting
import JSONLogging
import Logging
import StudioDomain
import Synchronization
import Testing

@testable import StudioServer

@Suite("Observability") struct ObservabilityTests {
    private let studio = StudioUnderTest()

    private func text(_ path: String, of server: some ApplicationProtocol) async throws -> String {
        try await server.test(.router) { client in
            try await client.execute(uri: path, method: .get) { String(buffer: $0.body) }
        }
    }

    @Test("the process is healthy, and ready while it can reach what it needs") func health() async throws {
        try await studio.server.test(.router) { client in
            try await client.execute(uri: "/healthz", method: .get) { #expect($0.status == .ok) }
            try await client.execute(uri: "/readyz", method: .get) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body).contains("\"assets\":\"ok\""))
            }
        }
        #expect(try await studio.assets.all().isEmpty)
        let broken = StudioUnderTest()
        broken.assets.isBroken.withLock { $0 = true }
        try await broken.server.test(.router) { client in
            try await client.execute(uri: "/readyz", method: .get) { response in
                #expect(response.status == .serviceUnavailable)
                let body = String(buffer: response.body)
                #expect(body.contains("\"assets\":\"unavailable\"") && body.contains("\"store\":\"ok\""))
            }
        }
    }

    @Test("metrics tell what waits, for how long, and how late callbacks are") func metrics() async throws {
        var running = studio.job(1)
        _ = running.claim(by: WorkerID("ann"), until: .distantFuture, at: studio.time)
        let delivery = Delivery(
            id: DeliveryID(number: 1), job: running, to: URL(string: "https://a.test")!, at: studio.time)
        try await studio.store.transaction { [running, studio] transaction in
            try transaction.save(running)
            try transaction.save(studio.job(2))
            try transaction.save(studio.job(3))
            _ = try transaction.insert(delivery)
        }
        studio.wait(42)
        let text = try await text(
            "/metrics", of: studio.server { [studio] in $0.observe(with: studio.registry, accessLog: nil) })
        for line in [
            "# TYPE kinora_jobs gauge", "kinora_jobs{lane=\"standard\",model=\"toybox\",state=\"processing\"} 1",
            "kinora_jobs{lane=\"standard\",model=\"toybox\",state=\"submitted\"} 2", "kinora_jobs_waiting 2",
            "kinora_oldest_waiting_job_seconds 42", "kinora_callbacks_waiting 1", "kinora_callback_lag_seconds 42",
            "kinora_store_up 1",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
        #expect(text.contains("\nprocess_resident_memory_bytes "))
    }

    @Test("requests are counted by their route's pattern, and logged without their queries") func requests()
        async throws
    {
        final class Lines: Sendable { let all = Mutex<[String]>([]) }
        let lines = Lines()
        let logger = Logger(label: "access") { label in
            JSONLogHandler(
                label: label, write: { line in lines.all.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
            )
        }
        let server = studio.server { [studio] application in
            application.observe(with: studio.registry, accessLog: logger)
        }
        try await server.test(.live) { client in
            try await client.execute(
                uri: "/assets/123.mp4?expires=1&tag=SECRET", method: .get, headers: [.requestID: "abc-1"]
            ) { _ in }
            try await client.execute(uri: "/assets/456.mp4?expires=1&tag=SECRET", method: .get) { _ in }
            try await client.execute(uri: "/made/up/path", method: .get) { _ in }
            try await client.execute(uri: "/healthz", method: .trace) { _ in }
        }
        let text = studio.registry.snapshot().map(\.description).joined()
        #expect(text.contains("kinora_http_requests_total{method=\"GET\",route=\"/assets/{name}\",status=\"403\"} 2\n"))
        #expect(text.contains("kinora_http_requests_total{method=\"GET\",route=\"NotFound\",status=\"404\"} 1\n"))
        #expect(text.contains("method=\"other\"") && !text.contains("TRACE") && !text.contains("123.mp4"))
        #expect(text.contains("kinora_http_request_seconds_count{method=\"GET\",route=\"/assets/{name}\"} 2\n"))
        let log = lines.all.withLock { $0 }
        #expect(log.count == 4 && log.allSatisfy { !$0.contains("SECRET") && $0.hasSuffix("}\n") })
        let first = try #require(JSONSerialization.jsonObject(with: Data(log[0].utf8)) as? [String: Any])
        #expect(first["request_id"] as? String == "abc-1" && first["status"] as? Int == 403)
        #expect(first["path"] as? String == "/assets/123.mp4" && first["address"] as? String == "127.0.0.1")
    }

    @Test("how jobs end is counted from what the store tells") func jobs() async throws {
        let metrics = JobMetrics(
            studio: studio.parts.studio, metrics: studio.registry, logger: Logger(label: "test"),
            interval: .milliseconds(10))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await metrics.run() }
            var job = studio.job(1)
            _ = job.claim(by: WorkerID("ann"), until: .distantFuture, at: studio.time + 4)
            // Told again, since nothing is heard before the stream of changes is open.
            try await tell(of: job, until: "kinora_wait_seconds_sum")
            _ = job.succeed(by: WorkerID("ann"), outputs: [], at: studio.time + 11)
            let text = try await tell(of: job, until: "kinora_jobs_ended_total")
            #expect(text.contains("kinora_jobs_ended_total{model=\"toybox\",reason=\"succeeded\"} 1\n"))
            #expect(text.contains("kinora_render_seconds_sum{model=\"toybox\"} 7\n"))
            #expect(text.contains("kinora_wait_seconds_sum{model=\"toybox\"} 4\n"))
            group.cancelAll()
        }
    }

    /// Saves a job until a metric is there, for ten seconds at most.
    @discardableResult private func tell(of job: Job, until name: String) async throws -> String {
        for _ in 0..<200 {
            try await studio.store.transaction { try $0.save(job) }
            try await Task.sleep(for: .milliseconds(50))
            let text = studio.registry.snapshot().map(\.description).joined()
            if text.contains(name) { return text }
        }
        return ""
    }
}
