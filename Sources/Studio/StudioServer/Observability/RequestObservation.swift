import Foundation
import Hummingbird
import Logging
import Metrics
import PrometheusMetrics
import StudioAPI

extension StudioApplication {
    /// Counts and times requests, and answers `/metrics`.
    /// - Parameters:
    ///   - accessLog: gets a line for each request; nothing for none.
    ///   - proxiesInFront: as `LimitSettings.proxiesInFront`.
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
    private let metrics: any MetricsFactory
    private let logger: Logger?
    private let proxies: Int

    /// - Parameters:
    ///   - logger: of the access log; nothing for none.
    ///   - proxiesInFront: as `LimitSettings.proxiesInFront`.
    init(metrics: any MetricsFactory, logger: Logger?, proxiesInFront: Int = 0) {
        self.metrics = metrics
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
            note(request, context, response.status.code, response.headers[.requestID], start.duration(to: .now))
            return response
        } catch {
            note(request, context, 500, nil, start.duration(to: .now))
            throw error
        }
    }

    private func note(
        _ request: Request, _ context: StudioRequestContext, _ status: Int, _ requestID: String?, _ time: Duration
    ) {
        let route = context.endpointPath ?? "none"
        // Anyone may make up a method, but not a new series.
        let method =
            [.get, .head, .post, .put, .patch, .delete, .options].contains(request.method)
            ? request.method.rawValue : "other"
        let labels = [("method", method), ("route", route)]
        Counter(
            label: "kinora_http_requests_total", dimensions: labels + [("status", String(status))], factory: metrics
        ).increment()
        Timer(label: "kinora_http_request_seconds", dimensions: labels, factory: metrics).record(duration: time)
        logger?.info(
            "request",
            metadata: [
                "request_id": "\(requestID ?? "")", "method": "\(method)",
                // Without its query, which may hold a signature.
                "path": "\(request.uri.path.prefix(200))",
                "status": .stringConvertible(status),
                "seconds": .stringConvertible(Double(Int64(time / .microseconds(1))) / 1e6),
                "address": "\(ClientAddress.of(request, context, behind: proxies))",
            ])
    }
}
