import Foundation
import NIOPosix

/// Finds the addresses of a host.
public protocol HostResolver: Sendable {
    /// All of them. None, or an error, where there are none.
    func addresses(of host: String) async throws -> [IPAddress]
}

/// Asks the system, which knows /etc/hosts and takes numbers of every form: 127.1, 0x7f000001 and 2130706433 are 127.0.0.1.
public struct SystemResolver: HostResolver {
    public init() {}

    /// Asking blocks a thread until the system's patience ends; these threads do nothing else.
    private static let threads = {
        let threads = NIOThreadPool(numberOfThreads: 8)
        threads.start()
        return threads
    }()

    public func addresses(of host: String) async throws -> [IPAddress] {
        // A stream, since waiting for one ends when the task is cancelled.
        let (answers, answer) = AsyncStream.makeStream(of: [IPAddress].self)
        Self.threads.submit { _ in
            answer.yield(Self.ask(for: host))
            answer.finish()
        }
        for await addresses in answers { return addresses }
        throw CancellationError()
    }

    private static func ask(for host: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0, let list else { return [] }
        defer { freeaddrinfo(list) }
        return sequence(first: list, next: { $0.pointee.ai_next }).compactMap { entry in
            switch entry.pointee.ai_family {
            case AF_INET:
                entry.pointee.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    IPAddress(bytes: withUnsafeBytes(of: $0.pointee.sin_addr) { Array($0) })
                }
            case AF_INET6:
                entry.pointee.ai_addr.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    IPAddress(bytes: withUnsafeBytes(of: $0.pointee.sin6_addr) { Array($0) })
                }
            default: nil
            }
        }
    }
}
