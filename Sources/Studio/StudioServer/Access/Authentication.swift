import Foundation
import HTTPTypes
import Hummingbird
import StudioAPI
import StudioDomain

extension HTTPField.Name {
    /// Where one client (ComfyUI's nodes) may put an API key instead.
    static let apiKey = Self("x-api-key")!
}

/// Finds out who asks, by an API key or by a token that was signed with a SecretKey; the two dots of a token tell them apart. A
/// browser that is signed in has a cookie instead.
///
/// - Source: section 2 of the wire contract.
struct Authentication: StudioMiddleware {
    let credentials: Credentials
    let accepts: AcceptedCredentials

    func handle(
        _ request: Request, context: StudioRequestContext,
        next: (Request, StudioRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let credential = try Self.credential(of: request) {
            context.caller = try await credentials.caller(credential, accepts: accepts)
        } else if let token = try SessionCookie.token(of: request) {
            context.caller = try await credentials.caller(signedInWith: token)
        } else {
            throw APIError.authorizationMissing
        }
        return try await next(request, context)
    }

    /// What a request's headers name its caller by; nothing where they do not.
    static func credential(of request: Request) throws(APIError) -> Substring? {
        let field = request.headers.first { $0.name == .authorization }
        guard let header = field?.value, !header.isEmpty else {
            guard let key = request.headers[.apiKey], !key.isEmpty else { return nil }
            return key[...]
        }
        let words = header.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1)
        guard let scheme = words.first, scheme.elementsEqual("bearer".utf8, by: { $0 | 0x20 == $1 }) else {
            throw .authorizationInvalid("The Authorization header must be: Bearer, a space, and a token or an API key.")
        }
        guard words.count == 2 else { throw .authorizationMissing }
        let credential = Substring(words[1].drop { $0 == UInt8(ascii: " ") })
        guard credential.utf8.count <= 4096 else {
            throw .authorizationInvalid("The token is too long.")
        }
        return credential
    }
}
