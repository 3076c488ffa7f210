import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Sends signed requests to an object store, and again where it is too busy.
struct S3Client {
    let location: S3Location
    let client: HTTPClient
    let now: @Sendable () -> Date
    /// Before the second try; each further one waits twice as long.
    let firstPause: Duration

    /// How often a request is sent at most.
    static let tries = 5
    /// For one try, from its beginning to the end of its answer.
    static let patience = TimeAmount.minutes(10)
    /// Bytes of an answer that is read as a whole.
    static let mostAnswerBytes = 8 << 20

    /// One of these in the answer means that the same request may go well later.
    private static let passing = [429, 500, 502, 503, 504]

    /// - Parameters:
    ///   - key: empty for the bucket itself.
    ///   - query: not encoded.
    /// - Returns: an answer of 200 to 299.
    /// - Throws: `S3Error.refused`, or what the connection says.
    func send(
        _ method: HTTPMethod, _ key: String, query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: ByteBuffer? = nil
    ) async throws -> HTTPClientResponse {
        var pause = firstPause
        for number in 1... {
            do {
                let request = request(method, key, query: query, headers: headers, body: body)
                let response = try await client.execute(request, timeout: Self.patience)
                let status = Int(response.status.code)
                if (200...299).contains(status) { return response }
                let text = (try? await String(buffer: response.body.collect(upTo: Self.mostAnswerBytes))) ?? ""
                guard Self.passing.contains(status), number < Self.tries else {
                    throw S3Error.refused(status: status, code: S3Answer(text).first("Code") ?? "")
                }
            } catch let error where !(error is S3Error || error is CancellationError) {
                // The connection failed.
                if number == Self.tries || Task.isCancelled { throw error }
            }
            try await Task.sleep(for: pause * Double.random(in: 0.75...1.25))
            pause *= 2
        }
        preconditionFailure("the last try returns or throws")
    }

    /// The text of an answer.
    func text(
        _ method: HTTPMethod, _ key: String, query: [(name: String, value: String)] = [], body: ByteBuffer? = nil
    ) async throws -> S3Answer {
        let response = try await send(method, key, query: query, body: body)
        return S3Answer(String(buffer: try await response.body.collect(upTo: Self.mostAnswerBytes)))
    }

    private func request(
        _ method: HTTPMethod, _ key: String, query: [(name: String, value: String)],
        headers: [(name: String, value: String)], body: ByteBuffer?
    ) -> HTTPClientRequest {
        let (path, timestamp) = (location.path(of: key), S3Signature.timestamp(now()))
        let payload =
            location.isEncrypted && body != nil
            ? S3Signature.unsignedPayload : S3Signature.hash(body.map { Array($0.readableBytesView) } ?? [])
        let headers =
            headers + [("host", location.host), ("x-amz-content-sha256", payload), ("x-amz-date", timestamp)]
        let signature = S3Signature(
            accessKey: location.accessKey, secretKey: location.secretKey, region: location.region)
        let scheme = location.isEncrypted ? "https" : "http"
        var request = HTTPClientRequest(
            url: "\(scheme)://\(location.host)\(S3Signature.encoded(path, keeping: "/"))"
                + (query.isEmpty ? "" : "?" + S3Signature.encoded(query)))
        request.method = method
        request.headers = HTTPHeaders(headers.map { ($0.name, $0.value) })
        request.headers.add(
            name: "authorization",
            value: signature.authorization(
                method: method.rawValue, path: path, query: query, headers: headers, payload: payload,
                timestamp: timestamp))
        if let body { request.body = .bytes(body) }
        return request
    }
}
