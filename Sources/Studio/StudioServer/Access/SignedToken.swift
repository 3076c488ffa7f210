import Crypto
import Foundation
import StudioAPI

/// A JSON Web Token as the vendor's clients make it: header, claims and an HMAC-SHA256 of both.
///
/// - Source: RFC 7519, RFC 7515; section 2.1 of the wire contract.
struct SignedToken {
    /// The AccessKey of whoever signed it; to be believed after `check` alone.
    let issuer: String
    /// It is good until then, leeway included.
    let expires: Date
    private let validFrom: Date?
    private let signedText: Substring
    private let signature: Data

    /// Clocks differ, and the vendor's client uses a token until a moment after its end.
    static let leeway: TimeInterval = 5

    static let wrongSignature = APIError.authorizationInvalid("The AccessKey or the signature of the token is wrong.")

    /// - Throws: `APIError` for what is no token of this kind.
    init(_ token: Substring) throws(APIError) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw Self.wrongParts(of: token) }
        guard let header = Self.decode(parts[0], as: Header.self), header.alg == "HS256" else {
            throw .authorizationInvalid("The token's algorithm must be HS256.")
        }
        guard let claims = Self.decode(parts[1], as: Claims.self), !claims.iss.isEmpty else {
            throw .authorizationInvalid("The token must have the claims iss and exp.")
        }
        guard let signature = Data(base64URL: parts[2]) else { throw Self.wrongSignature }
        issuer = claims.iss
        expires = Date(timeIntervalSince1970: claims.exp + Self.leeway)
        validFrom = claims.nbf.map { Date(timeIntervalSince1970: $0 - Self.leeway) }
        signedText = token[..<parts[1].endIndex]
        self.signature = signature
    }

    /// - Parameter secret: the SecretKey's bytes as they are, not decoded.
    /// - Throws: `APIError` for a wrong signature, and outside of its time.
    func check(secret: String, at time: Date) throws(APIError) {
        guard
            HMAC<SHA256>.isValidAuthenticationCode(
                signature, authenticating: Data(signedText.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        else { throw Self.wrongSignature }
        if let validFrom, time < validFrom { throw .tokenNotYetValid }
        guard time < expires else { throw .tokenExpired }
    }

    /// In the words of the vendor's library.
    static func wrongParts(of token: Substring) -> APIError {
        let dots = token.utf8.count { $0 == UInt8(ascii: ".") }
        return .authorizationInvalid(
            "The token was expected to have 3 parts, but got \(dots == 0 ? "0" : dots > 2 ? "> 3" : "\(dots + 1)")")
    }

    private struct Header: Decodable { let alg: String }

    /// Seconds since 1970, whole or not.
    private struct Claims: Decodable {
        let iss: String
        let exp: Double
        let nbf: Double?
    }

    private static func decode<Part: Decodable>(_ text: Substring, as type: Part.Type) -> Part? {
        Data(base64URL: text).flatMap { try? JSONDecoder().decode(type, from: $0) }
    }
}

extension Data {
    /// From base64 with hyphens and underscores and without padding; nothing for anything else.
    init?(base64URL text: Substring) {
        var standard = text.replacing("-", with: "+").replacing("_", with: "/")
        guard
            !text.utf8.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "=") }
            )
        else { return nil }
        standard += String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
        self.init(base64Encoded: String(standard))
    }
}
