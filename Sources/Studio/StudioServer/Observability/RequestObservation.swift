import Foundation
import Hummingbird
import Logging
import Metrics
import PrometheusMetrics
import StudioAPI
import Synchronization

extension StudioApplication {
    /// Counts and times requests, and answers `/metrics`.
    /// - Parameters:
    ///   - accessLog: gets a line for each request; nothing for none.
    ///   - proxiesInFront: as `ServerSettings.proxiesInFront`.
    public mutating func observe(with registry: PrometheusRegistry, accessLog: Logger?, proxiesInFront: Int = 0) {
        groups.append(MetricsRoutes(parts: parts, registry: registry))
        outermost.append(
            RequestObservation(metrics: registry, logger: accessLog, proxiesInFront: proxiesInFront))
    }
}

/// Counts requests, times them until the answer's head, and writes the access log. It belongs outside of everything else, as
/// there every error has become an answer.
///
/// Routes are counted by their pattern, such as `/v1/videos/text2video/{id}`, and never by what clients write into a path.
struct RequestObservation: StudioMiddleware {
    private let series: RequestSeries
    private let logger: Logger?
    private let proxies: Int
    private static let methods: [HTTPRequest.Method] = [.get, .post, .head, .put, .patch, .delete, .options]

    /// - Parameters:
    ///   - logger: of the access log; nothing for none.
    ///   - proxiesInFront: as `ServerSettings.proxiesInFront`.
    init(metrics: any MetricsFactory, logger: Logger?, proxiesInFront: Int = 0) {
        series = RequestSeries(metrics: metrics)
        self.logger = logger
        proxies = proxiesInFront
    }

    func handle(
        _ request: Request, context: StudioRequestContext,
        next: (Request, StudioRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        do {
            let response = try await next(request, context)
            note(request, context, response, start.duration(to: .now))
            return response
        } catch {
            note(request, context, nil, start.duration(to: .now))
            throw error
        }
    }

    /// - Parameter response: nothing where there came none.
    private func note(
        _ request: Request, _ context: StudioRequestContext, _ response: Response?, _ time: Duration
    ) {
        let status = response?.status.code ?? 500
        // Anyone may make up a method, but not a new series.
        let method = Self.methods.contains(request.method) ? request.method.rawValue : "other"
        series.note(.init(method: method, route: context.endpointPath ?? "none", status: status), time)
        logger?.info(
            "request",
            metadata: [
                "request_id": "\(response?.headers[.requestID] ?? "")", "method": "\(method)",
                // Without its query, which may hold a signature.
                "path": "\(request.uri.path.prefix(200))",
                "status": .stringConvertible(status),
                "seconds": .stringConvertible(Double(Int64(time / .microseconds(1))) / 1e6),
                "address": "\(ClientAddress.of(request, context, behind: proxies))",
            ])
    }
}

/// The counter and the timer of each kind of requests. They are looked up by their labels once, since that takes as long as to
/// find a task.
private final class RequestSeries: Sendable {
    /// There are as many as routes have answers.
    struct Kind: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private let metrics: any MetricsFactory
    private let known = Mutex<[Kind: (count: Counter, time: Timer)]>([:])

    init(metrics: any MetricsFactory) { self.metrics = metrics }

    func note(_ kind: Kind, _ time: Duration) {
        let series = known.withLock { known in
            if let series = known[kind] { return series }
            let labels = [("method", kind.method), ("route", kind.route)]
            let made = (
                count: Counter(
                    label: "kinora_http_requests_total", dimensions: labels + [("status", String(kind.status))],
                    factory: metrics),
                time: Timer(label: "kinora_http_request_seconds", dimensions: labels, factory: metrics)
            )
            known[kind] = made
            return made
        }
        series.count.increment()
        series.time.record(duration: time)
    }
}
