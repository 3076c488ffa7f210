import Foundation
import HTTPTypes
import Hummingbird
import StudioAPI
import StudioDomain

extension HTTPField.Name {
    static let studio = Self("x-kinora-studio")!
}

/// The token of a session, as browsers keep it: scripts cannot read it, and other sites' pages cannot have it sent.
///
/// - Source: RFC 6265, and SameSite of RFC 6265bis.
enum SessionCookie {
    static let name = "kinora_session"

    /// The token that a request brings; nothing without.
    ///
    /// Whatever changes something must also bring a header that only scripts of this site can set, should a browser not know
    /// SameSite or a page of a neighbouring domain be hostile.
    /// - Throws: `APIError` for a change without the header.
    static func token(of request: Request) throws(APIError) -> Substring? {
        guard let token = value(in: request) else { return nil }
        let isLook = request.method == .get || request.method == .head
        guard isLook || request.headers[.studio] == "1" else {
            throw APIError(
                status: 403, code: 1103, message: "A signed-in browser must send the header X-Kinora-Studio: 1.")
        }
        return token
    }

    /// - Parameter isSecure: whether it is sent over HTTPS alone.
    static func setting(_ token: String, isSecure: Bool) -> String {
        attributes(of: "\(name)=\(token)", seconds: Int(Session.lifetime), isSecure: isSecure)
    }

    static func clearing(isSecure: Bool) -> String { attributes(of: "\(name)=", seconds: 0, isSecure: isSecure) }

    private static func attributes(of pair: String, seconds: Int, isSecure: Bool) -> String {
        "\(pair); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
    }

    private static func value(in request: Request) -> Substring? {
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                if pair.hasPrefix(name + "=") { return pair.dropFirst(name.utf8.count + 1) }
            }
        }
        return nil
    }
}
