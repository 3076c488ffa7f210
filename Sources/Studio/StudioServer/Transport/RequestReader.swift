import Foundation
import Hummingbird
import NIOCore
import StudioAPI

/// Reads bodies of requests, within limits.
struct RequestReader: Sendable {
    /// In bytes.
    let mostBytes: Int
    /// A body must be there after so many seconds.
    let mostSeconds: Int64
    private let memory: BodyMemory

    /// - Parameter mostBytes: less than the settings allow, where strangers may send bodies.
    init(_ parts: ServerParts, mostBytes: Int = .max) {
        self.mostBytes = min(mostBytes, parts.settings.mostBodyBytes)
        mostSeconds = parts.settings.bodySeconds
        memory = parts.bodies
    }

    /// - Throws: `APIError`, whatever is wrong.
    func json<Body: Decodable>(_ type: Body.Type, of request: Request) async throws -> Body {
        try Body.read(fromBody: await checkedJSON(of: request))
    }

    /// A body whose JSON is not built to be dear.
    /// - Throws: `APIError`.
    func checkedJSON(of request: Request) async throws -> Data {
        let body = try await body(of: request)
        try JSONShape.check(body)
        return body
    }

    /// - Throws: `APIError` for a body that is too large or comes too slowly, or when too many come at once.
    func body(of request: Request) async throws -> Data {
        let length = request.headers[.contentLength].flatMap { Int($0) }
        if let length, length > mostBytes { throw tooLarge }
        // Half of what is said to come, lest promises alone take memory.
        var bytes = Data(capacity: min(length ?? 0, mostBytes) / 2)
        defer { memory.give(bytes.count) }
        let deadline = ContinuousClock.now + .seconds(mostSeconds)
        do {
            for try await part in request.body {
                guard bytes.count + part.readableBytes <= mostBytes else { throw tooLarge }
                guard memory.take(part.readableBytes) else { throw APIError.unavailable }
                bytes.append(contentsOf: part.readableBytesView)
                // Connections on which nothing comes at all are closed by the server; this ends those that drip.
                guard ContinuousClock.now < deadline else { throw Self.tooSlow }
            }
        } catch let error as APIError {
            throw error
        } catch {
            // The client left, or its message is broken.
            throw APIError.unreadableBody
        }
        return bytes
    }

    private var tooLarge: APIError {
        .parameter("The request body may have at most \(mostBytes) bytes")
    }
    private static let tooSlow = APIError.parameter("The request body took too long")
}
