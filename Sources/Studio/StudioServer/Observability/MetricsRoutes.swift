import Foundation
import Hummingbird
import NIOCore
import PrometheusMetrics
import StudioDomain

/// `GET /metrics`: what this process counted, and what waits in the studio at the moment, for Prometheus.
struct MetricsRoutes: RouteGroup {
    let parts: ServerParts
    let registry: PrometheusRegistry

    var access: RouteAccess { .open }

    func add(to router: some RouterMethods<StudioRequestContext>) {
        router.get("metrics") { _, _ in
            let families = registry.snapshot() + (await studioFamilies()) + Self.processFamilies()
            return Response(
                status: .ok, headers: [.contentType: MetricFamily.mediaType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: families.map(\.description).joined())))
        }
    }

    /// The same from every server, as it is the store's: to be looked at with max() and not with sum().
    private func studioFamilies() async -> [MetricFamily] {
        let time = parts.studio.now()
        let look = try? await parts.studio.store.read { view in
            (queue: try view.queueSummary(), callbacks: try view.deliverySummary(at: time))
        }
        let isUp = MetricFamily(
            name: "kinora_store_up", kind: .gauge, help: "1 when the store can be read.",
            samples: [.init(value: look == nil ? 0 : 1)])
        guard let (queue, callbacks) = look else { return [isUp] }
        func age(_ since: Date?) -> Double { since.map { max(time.timeIntervalSince($0), 0) } ?? 0 }
        let lines = queue.lines.sorted {
            ($0.model, $0.lane, $0.state.rawValue) < ($1.model, $1.lane, $1.state.rawValue)
        }
        return [
            isUp,
            MetricFamily(
                name: "kinora_jobs", kind: .gauge, help: "Unfinished jobs.",
                samples: lines.map { line in
                    .init(
                        labels: [("lane", "\(line.lane)"), ("model", line.model), ("state", line.state.rawValue)],
                        value: Double(line.count))
                }),
            MetricFamily(
                name: "kinora_jobs_waiting", kind: .gauge, help: "Jobs that wait for a worker.",
                samples: [.init(value: Double(lines.filter { $0.state == .submitted }.map(\.count).reduce(0, +)))]),
            MetricFamily(
                name: "kinora_oldest_waiting_job_seconds", kind: .gauge,
                help: "How long the oldest waiting job has waited; 0 when none waits.",
                samples: [.init(value: age(queue.oldestWaiting))]),
            MetricFamily(
                name: "kinora_callbacks_waiting", kind: .gauge, help: "Callbacks that are not delivered yet.",
                samples: [.init(value: Double(callbacks.waiting))]),
            MetricFamily(
                name: "kinora_callback_lag_seconds", kind: .gauge,
                help: "How long the oldest due callback has been due; 0 when none is.",
                samples: [.init(value: age(callbacks.oldestDue))]),
        ]
    }

    private static func processFamilies() -> [MetricFamily] {
        // The second number of this file is the resident size in pages.
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
            .dropFirst().first.flatMap { Double($0) }
        guard let pages else { return [] }
        return [
            MetricFamily(
                name: "process_resident_memory_bytes", kind: .gauge, help: "Resident memory size in bytes.",
                samples: [.init(value: pages * Double(sysconf(Int32(_SC_PAGESIZE))))])
        ]
    }
}
