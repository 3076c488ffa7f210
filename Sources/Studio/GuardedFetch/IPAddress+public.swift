extension IPAddress {
    /// Whether anyone on the Internet may have it: neither this machine nor its neighbours, nor a form that hides one of these.
    ///
    /// - Source: IANA's registries of special-purpose IPv4 and IPv6 addresses (RFC 6890 and its updates).
    public var isPublic: Bool {
        if isIPv4 { return !Self.specialIPv4.contains { $0.contains(self) } }
        if Self.translation.contains(self) { return IPAddress(bytes: Array(bytes[12...])).isPublic }
        return Self.globalIPv6.contains(self) && !Self.specialIPv6.contains { $0.contains(self) }
    }

    private static let specialIPv4 = networks(
        "0.0.0.0/8",  // this host
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  // private
        "100.64.0.0/10",  // shared by a provider's customers
        "127.0.0.0/8",  // loopback
        "169.254.0.0/16",  // link-local, and the metadata services of clouds
        "192.0.0.0/24",  // protocol assignments
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",  // documentation
        "192.88.99.0/24",  // relays of 6to4
        "198.18.0.0/15",  // benchmarks
        "224.0.0.0/4",  // multicast
        "240.0.0.0/4"  // reserved, and broadcast
    )

    /// All that is given out so far; loopback, link-local, unique local and multicast addresses are outside of it.
    private static let globalIPv6 = networks("2000::/3")[0]

    private static let specialIPv6 = networks(
        "2001::/23",  // protocol assignments; Teredo, which carries IPv4 addresses, and benchmarks among them
        "2001:db8::/32", "3fff::/20",  // documentation
        "2002::/16"  // 6to4, which carries IPv4 addresses
    )

    /// NAT64: the last four bytes are the IPv4 address that is reached.
    private static let translation = networks("64:ff9b::/96")[0]

    private static func networks(_ texts: String...) -> [Network] { texts.map { Network($0)! } }
}
