import Crypto
import Foundation

/// Signs messages so that receivers know that they are ours and new.
///
///     webhook-signature: v1,base64(HMAC-SHA256(key, "{id}.{timestamp}.{body}"))
///
/// - Source: Standard Webhooks 1.0; section 6.4 of the wire contract.
enum CallbackSignature {
    /// - Parameters:
    ///   - secrets: "whsec_" and base64, newest first: one signature for each, so that receivers may have either while
    ///     secrets are changed. None for no headers.
    ///   - id: the message's, the same in every try.
    static func headers(
        id: String, time: Date, body: Data, secrets: [String]
    ) throws -> [(name: String, value: String)] {
        guard !secrets.isEmpty else { return [] }
        let timestamp = String(Int64(time.timeIntervalSince1970))
        let signatures = try secrets.map { secret in
            guard secret.hasPrefix("whsec_"), let key = Data(base64Encoded: String(secret.dropFirst(6))) else {
                throw CallbackProblem.unusable
            }
            let code = HMAC<SHA256>.authenticationCode(
                for: Data("\(id).\(timestamp).".utf8) + body, using: SymmetricKey(data: key))
            return "v1," + Data(code).base64EncodedString()
        }
        return [
            ("webhook-id", id), ("webhook-timestamp", timestamp),
            ("webhook-signature", signatures.joined(separator: " ")),
        ]
    }
}

/// Why a message could not be sent, beside what fetching says.
enum CallbackProblem: Error, CustomStringConvertible {
    /// Its secret is none of Standard Webhooks', or its task cannot be written.
    case unusable

    var description: String { "The message could not be written or signed." }
}
