import Foundation

/// A URL whose form is beyond doubt: what is checked is what is connected to, since nothing but these parts is used.
struct WebAddress: Sendable, Hashable {
    let isSecure: Bool
    /// Lower-case letters, digits, points, hyphens and underscores, or an IPv6 address without its brackets.
    let host: String
    let port: Int
    /// Path and query, with percent signs where they are needed.
    let target: String

    static let longestURL = 8192

    /// - Throws: `FetchRefusal.unusable` for another scheme, a user name, no host, an odd one, or a port that is not for HTTP.
    init(_ url: URL) throws(FetchRefusal) {
        guard url.absoluteString.utf8.count <= Self.longestURL,
            let parts = URLComponents(url: url, resolvingAgainstBaseURL: true),
            let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https",
            parts.percentEncodedUser == nil, parts.percentEncodedPassword == nil,
            let host = parts.encodedHost.flatMap(Self.plain)
        else { throw .unusable }
        isSecure = scheme == "https"
        self.host = host
        port = parts.port ?? (isSecure ? 443 : 80)
        guard (1...65535).contains(port), !Self.closedPorts.contains(port) else { throw .unusable }
        let path = parts.percentEncodedPath
        target = (path.hasPrefix("/") ? path : "/" + path) + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
        // The HTTP client reads the text once more: it must understand the same.
        guard let again = URLComponents(string: text), again.encodedHost.flatMap(Self.plain) == host,
            again.port ?? (isSecure ? 443 : 80) == port, again.percentEncodedUser == nil
        else { throw .unusable }
    }

    /// What it stands for, as a URL.
    var text: String {
        let name = host.contains(":") ? "[\(host)]" : host
        let isUsual = port == (isSecure ? 443 : 80)
        return "\(isSecure ? "https" : "http")://\(name)\(isUsual ? "" : ":\(port)")\(target)"
    }

    /// Where a redirect leads.
    func following(_ location: String) throws(FetchRefusal) -> WebAddress {
        guard let base = URL(string: text), let url = URL(string: location, relativeTo: base) else { throw .unusable }
        return try WebAddress(url.absoluteURL)
    }

    private static func plain(_ host: String) -> String? {
        let host = host.lowercased()
        if host.hasPrefix("[") {
            let inside = String(host.dropFirst().dropLast())
            return host.hasSuffix("]") && inside.contains(":") && IPAddress(inside) != nil ? inside : nil
        }
        let isPlain = host.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
        return isPlain && (1...253).contains(host.utf8.count) ? host : nil
    }

    /// Ports of other protocols, whose servers might take a request for commands.
    ///
    /// - Source: "bad ports" of the WHATWG Fetch standard, and those of Redis and memcached.
    private static let closedPorts: Set<Int> = [
        1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
        110,
        111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
        532,
        540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
        5061,
        6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211,
    ]
}
