import AsyncHTTPClient
import Foundation
import NIOCore

extension GuardedFetcher {
    /// Sends a message and returns the HTTP status that is answered; what else is answered does not matter. A redirect is an
    /// answer and not followed, so that a message goes nowhere but where it was meant to.
    /// - Parameter timeLimit: from the look-up to the answer's head.
    /// - Throws: `FetchRefusal`, or `CancellationError`.
    public func post(
        _ url: URL, headers: [(name: String, value: String)], body: Data, timeLimit: Duration
    ) async throws -> Int {
        let address = try WebAddress(url)
        return try await withTimeLimit(timeLimit) {
            try await exchange(address) { request in
                request.method = .POST
                for header in headers { request.headers.replaceOrAdd(name: header.name, value: header.value) }
                request.body = .bytes(body)
            } _: { answer in
                Int(answer.status.code)
            }
        }
    }
}
