import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension HTTPField.Name {
    static let forwardedFor = Self("x-forwarded-for")!
}

/// Where a request comes from.
enum ClientAddress {
    /// The connection's other end or, behind proxies, what the outermost of them says.
    ///
    /// Each proxy appends the address that it was called from to `X-Forwarded-For`, so with n proxies of ours in front the
    /// n-th from the end is the client's; what stands before it is the client's own claim and worth nothing.
    /// - Parameter proxies: how many of ours are in front; 0 never looks at the header.
    static func of(_ request: Request, _ context: StudioRequestContext, behind proxies: Int) -> String {
        let peer = context.channel.remoteAddress?.ipAddress ?? "unknown"
        guard proxies > 0 else { return network(of: peer) }
        let claims = request.headers[values: .forwardedFor].flatMap { $0.split(separator: ",") }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard claims.count >= proxies,
            let address = try? SocketAddress(ipAddress: claims[claims.count - proxies], port: 0),
            let text = address.ipAddress
        else { return network(of: peer) }
        return network(of: text)
    }

    /// A customer has a whole /64 of IPv6 addresses, so all of these are one client.
    private static func network(of address: String) -> String {
        guard case .v6(let socket)? = try? SocketAddress(ipAddress: address, port: 0) else { return address }
        let bytes = withUnsafeBytes(of: socket.address.sin6_addr) { Array($0) }
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 255, bytes[11] == 255 {
            return bytes[12...].map(String.init).joined(separator: ".")
        }
        return bytes[..<8].map { String(format: "%02x", $0) }.joined() + "/64"
    }
}
