import Foundation

/// A picture or clip that a request gives: an address, or its bytes in base64.
public enum MediaReference: Sendable, Hashable {
    case url(URL)
    case bytes(Data)

    /// - Throws: `APIError` for an address that is not http or https, and for what is not base64, such as a data URL.
    public init(_ text: String) throws(APIError) {
        if text.hasPrefix("http://") || text.hasPrefix("https://") {
            guard let url = URL(string: text), url.host?.isEmpty == false else {
                throw .parameter("File is not a valid URL")
            }
            self = .url(url)
            return
        }
        guard let bytes = Data(base64Encoded: text), !bytes.isEmpty else {
            throw .parameter("File is not in a valid base64 format")
        }
        self = .bytes(bytes)
    }
}
