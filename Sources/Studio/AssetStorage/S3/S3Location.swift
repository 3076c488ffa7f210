import Foundation

/// Where in which object store assets lie, and who asks for them.
public struct S3Location: Sendable {
    /// "https://s3.eu-central-1.amazonaws.com", "http://127.0.0.1:8085": scheme, host and port.
    public let endpoint: URL
    public let region: String
    public let bucket: String
    /// What keys begin with: empty or, for example, "kinora/assets/".
    public let prefix: String
    public let accessKey: String
    let secretKey: String
    /// Whether the bucket is named in the path, as most servers other than Amazon's want it, rather than in the host.
    public let usesPathStyle: Bool

    /// - Throws: `S3Error.unusable` for what cannot be an address.
    public init(
        endpoint: URL, region: String = "us-east-1", bucket: String, prefix: String = "", accessKey: String,
        secretKey: String, usesPathStyle: Bool = true
    ) throws(S3Error) {
        guard let scheme = endpoint.scheme, ["http", "https"].contains(scheme), endpoint.host() != nil,
            ["", "/"].contains(endpoint.path), endpoint.query == nil
        else { throw .unusable("The object store's endpoint must be http:// or https:// with a host and no path.") }
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789.-")
        guard (3...63).contains(bucket.count), bucket.allSatisfy(allowed.contains), bucket.first != ".",
            !bucket.contains("..")
        else { throw .unusable("A bucket's name has 3 to 63 small letters, digits, dots and hyphens.") }
        self.endpoint = endpoint
        self.region = region
        self.bucket = bucket
        self.prefix = prefix
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.usesPathStyle = usesPathStyle
    }

    var isEncrypted: Bool { endpoint.scheme == "https" }

    /// The host with its port, as it is signed and asked for.
    var host: String {
        let name = endpoint.host() ?? ""
        let standard = isEncrypted ? 443 : 80
        let port = endpoint.port.flatMap { $0 == standard ? nil : ":\($0)" } ?? ""
        return (usesPathStyle ? "" : bucket + ".") + (name.contains(":") ? "[\(name)]" : name) + port
    }

    /// The path of a key; of the bucket itself for an empty one. Not encoded.
    func path(of key: String) -> String {
        usesPathStyle ? "/" + bucket + (key.isEmpty ? "" : "/" + key) : "/" + key
    }
}

/// Why an object store did not do what was asked.
public enum S3Error: Error, Equatable, CustomStringConvertible {
    case unusable(String)
    /// - code: the store's own word, such as "AccessDenied".
    case refused(status: Int, code: String)
    /// Fewer bytes came than were told.
    case cutShort

    public var description: String {
        switch self {
        case .unusable(let text): text
        case .refused(let status, let code): "The object store answered \(status)\(code.isEmpty ? "" : " (\(code))")."
        case .cutShort: "The object store's answer ended too early."
        }
    }
}
