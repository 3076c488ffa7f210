import Foundation
import HTTPTypes
import Hummingbird
import StudioAPI

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
            request.headers[.requestID].flatMap { Self.isSane($0) ? $0 : nil } ?? UUID().uuidString.lowercased()
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = try Answers.refusal(
                .answering(error, to: request, context), requestID: context.requestID)
        }
        response.headers[.requestID] = context.requestID
        return response
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
