import Crypto
import Foundation

/// Signs requests as Amazon's services and those like them want it.
///
/// - Source: "Authenticating Requests (AWS Signature Version 4)" in the Amazon S3 API reference.
struct S3Signature {
    let accessKey: String
    let secretKey: String
    let region: String

    /// Stands for the hash of a body that encryption protects anyway.
    static let unsignedPayload = "UNSIGNED-PAYLOAD"

    /// The value of the header `Authorization`.
    /// - Parameters:
    ///   - path: not encoded.
    ///   - query: not encoded.
    ///   - headers: all that are signed, `host`, `x-amz-date` and `x-amz-content-sha256` among them; names in small letters.
    ///   - payload: hash of the body in hexadecimal digits, or `unsignedPayload`.
    ///   - timestamp: "20130524T000000Z", as in `x-amz-date`.
    func authorization(
        method: String, path: String, query: [(name: String, value: String)], headers: [(name: String, value: String)],
        payload: String, timestamp: String
    ) -> String {
        let headers = headers.sorted { $0.name < $1.name }
        let names = headers.map(\.name).joined(separator: ";")
        let request = [
            method, Self.encoded(path, keeping: "/"), Self.encoded(query),
            headers.map { "\($0.name):\($0.value)\n" }.joined(), names, payload,
        ].joined(separator: "\n")
        let day = String(timestamp.prefix(8))
        let scope = "\(day)/\(region)/s3/aws4_request"
        let text = ["AWS4-HMAC-SHA256", timestamp, scope, Self.hash(Data(request.utf8))].joined(separator: "\n")
        var key = Data(("AWS4" + secretKey).utf8)
        for part in [day, region, "s3", "aws4_request"] { key = Self.code(part, key) }
        let signature = Self.hexadecimal(Self.code(text, key))
        return "AWS4-HMAC-SHA256 Credential=\(accessKey)/\(scope),SignedHeaders=\(names),Signature=\(signature)"
    }

    /// A query as it is signed and sent: sorted by name.
    static func encoded(_ query: [(name: String, value: String)]) -> String {
        query.map { (encoded($0.name), encoded($0.value)) }.sorted { $0 < $1 }
            .map { "\($0)=\($1)" }.joined(separator: "&")
    }

    /// Each byte but letters, digits, "-", ".", "_" and "~" as %XX.
    static func encoded(_ text: String, keeping kept: String = "") -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8).union(kept.utf8)
        return text.utf8.map { plain.contains($0) ? String(UnicodeScalar($0)) : "%" + hexadecimal([$0]).uppercased() }
            .joined()
    }

    static func timestamp(_ time: Date) -> String {
        let text = time.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
        return text
    }

    /// SHA-256 in hexadecimal digits.
    static func hash(_ bytes: some DataProtocol) -> String { hexadecimal(SHA256.hash(data: bytes)) }

    private static func code(_ text: String, _ key: Data) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
