import Foundation
import HTTPTypes
import Hummingbird
import StudioAPI
import Synchronization

extension HTTPField.Name {
    static let requestID = Self("x-request-id")!
}

/// Gives every request its identifier, and turns every error into an answer.
struct Transport: StudioMiddleware {
    func handle(
        _ request: Request, context: StudioRequestContext,
        next: (Request, StudioRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID =
            request.headers[.requestID].flatMap { Self.isSane($0) ? $0 : nil } ?? Self.newIdentifier()
        var response: Response
        do {
            response =
                if Self.isSmall(request) {
                    try await next(request, context)
                } else {
                    try await withTaskExecutorPreference(globalConcurrentExecutor) { try await next(request, context) }
                }
        } catch {
            response = try Answers.refusal(
                .answering(error, to: request, context), requestID: context.requestID)
        }
        response.headers[.requestID] = context.requestID
        // Refusals have a body, which a client that asked for none would take for the next answer's head.
        return request.method == .head ? response.createHeadResponse() : response
    }

    private static let process = UInt64.random(in: 0 ... .max)
    private static let count = Atomic<UInt64>(0)

    /// Whether its body, such as a picture in base64, is read and decoded so quickly that other connections of the same thread
    /// can wait for that.
    private static func isSmall(_ request: Request) -> Bool {
        if let length = request.headers[.contentLength] { return Int(length).map { $0 <= 1 << 16 } ?? false }
        return request.headers[.transferEncoding] == nil
    }

    /// A UUID as text, unlike any other and no secret: the first half is this process's, by chance, the second one counts. It is
    /// of version 8 (RFC 9562), which has its bits as it likes. Foundation's UUIDs open the random device for each and are
    /// formatted with `printf`, which takes as long as to find a task.
    static func newIdentifier() -> String {
        let high = process & ~0xf000 | 0x8000
        let low = count.add(1, ordering: .relaxed).newValue & .max >> 2 | 1 << 63
        return String(unsafeUninitializedCapacity: 36) { text in
            var place = 0
            for digit in 0..<32 {
                if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                    text[place] = UInt8(ascii: "-")
                    place += 1
                }
                let value = UInt8(truncatingIfNeeded: (digit < 16 ? high : low) >> (60 - digit % 16 * 4)) & 15
                text[place] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
                place += 1
            }
            return place
        }
    }

    /// Up to 64 letters, digits, hyphens and underscores: it is written into answers and logs.
    static func isSane(_ identifier: String) -> Bool {
        (1...64).contains(identifier.utf8.count)
            && identifier.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
