import Foundation

/// An Internet address: 4 or 16 bytes. An IPv4 address that comes inside an IPv6 one (::ffff:10.0.0.1) is that IPv4 address.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// In network order.
    let bytes: [UInt8]

    /// From its usual form, "93.184.216.34" or "2606:2800::1"; nothing for any other, such as "127.1" or one with a zone.
    public init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(bytes: withUnsafeBytes(of: four) { Array($0) })
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            self.init(bytes: withUnsafeBytes(of: six) { Array($0) })
        } else {
            return nil
        }
    }

    /// - Parameter bytes: 4 or 16.
    init(bytes: [UInt8]) {
        precondition(bytes.count == 4 || bytes.count == 16)
        let isMapped = bytes.count == 16 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
        self.bytes = isMapped ? Array(bytes[12...]) : bytes
    }

    public var isIPv4: Bool { bytes.count == 4 }

    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(isIPv4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// Addresses that begin alike: "10.0.0.0/8", "fc00::/7".
public struct Network: Sendable, Hashable, CustomStringConvertible {
    let address: IPAddress
    /// How many bits they share.
    let length: Int

    /// From an address and a length; one without a length is the network of that address alone. Nothing for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])) else { return nil }
        let bits = address.bytes.count * 8
        let length = parts.count == 1 ? bits : Int(parts[1])
        guard let length, (0...bits).contains(length) else { return nil }
        (self.address, self.length) = (address, length)
    }

    public func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        return zip(address.bytes, other.bytes).enumerated().allSatisfy { index, pair in
            let shared = min(max(length - index * 8, 0), 8)
            let mask = UInt8(truncatingIfNeeded: 0xff00 >> shared)
            return pair.0 & mask == pair.1 & mask
        }
    }

    public var description: String { "\(address)/\(length)" }
}
