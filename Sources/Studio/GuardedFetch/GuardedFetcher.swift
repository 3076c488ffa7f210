import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import StudioDomain

/// Fetches what clients name by a URL, from public addresses alone.
///
/// The host's addresses are looked up here, every one of them must be public, and the connection goes to the one that was
/// checked: a name that means another address a moment later changes nothing. Each redirect is a new URL and checked as such.
/// Bytes and time are counted as they pass, whatever the answer's headers say. No proxy of the environment is used.
public struct GuardedFetcher: Sendable {
    let settings: FetchSettings
    let resolver: any HostResolver
    private let eventLoops: any EventLoopGroup

    public init(
        settings: FetchSettings = FetchSettings(), resolver: any HostResolver = SystemResolver(),
        eventLoops: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        self.settings = settings
        self.resolver = resolver
        self.eventLoops = eventLoops
    }

    /// How many of a host's addresses are tried.
    private static let mostTries = 4

    /// Sends a request to one of the address's checked IP addresses, and hands over the answer while it comes in. Redirects are
    /// answers like others.
    func exchange<Result: Sendable>(
        _ address: WebAddress, _ complete: (inout HTTPClientRequest) -> Void,
        _ read: (HTTPClientResponse) async throws -> Result
    ) async throws -> Result {
        var request = HTTPClientRequest(url: address.text)
        request.headers.add(name: "User-Agent", value: "Kinora")
        request.headers.add(name: "Accept-Encoding", value: "identity")
        complete(&request)
        for ip in try await checkedAddresses(of: address.host).prefix(Self.mostTries) {
            let client = HTTPClient(eventLoopGroup: eventLoops, configuration: configuration(to: ip, for: address))
            var isAnswered = false
            do {
                // The total time is the caller's; this is only what the client wants to know.
                let answer = try await client.execute(request, deadline: .now() + TimeAmount(settings.totalTime))
                isAnswered = true
                let result = try await read(answer)
                try? await client.shutdown()
                return result
            } catch {
                try? await client.shutdown()
                try Task.checkCancellation()
                if let problem = error as? LocalProblem { throw problem.error }
                guard let refusal = refusal(for: error, isAnswered: isAnswered) else { continue }
                throw refusal
            }
        }
        throw FetchRefusal.unreachable
    }

    /// - Throws: `FetchRefusal.unreachable` where there are none or one of them is not allowed.
    private func checkedAddresses(of host: String) async throws -> [IPAddress] {
        let addresses: [IPAddress]
        if let address = IPAddress(host) {
            addresses = [address]
        } else {
            do {
                addresses = try await resolver.addresses(of: host)
            } catch let error as CancellationError {
                throw error
            } catch {
                throw FetchRefusal.unreachable
            }
        }
        guard !addresses.isEmpty, addresses.allSatisfy(isAllowed) else { throw FetchRefusal.unreachable }
        // IPv4 first: a machine without IPv6 is commoner than one without IPv4.
        return addresses.filter(\.isIPv4) + addresses.filter { !$0.isIPv4 }
    }

    private func isAllowed(_ address: IPAddress) -> Bool {
        address.isPublic || settings.allowedNetworks.contains { $0.contains(address) }
    }

    /// A client of its own for each exchange, as the address is a setting of the client. Its name for the host stays, in the
    /// header Host and for TLS.
    private func configuration(to ip: IPAddress, for address: WebAddress) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: TimeAmount(settings.connectTime), read: TimeAmount(settings.idleTime),
                write: TimeAmount(settings.idleTime)),
            decompression: .disabled)
        configuration.dnsOverride = [address.host: ip.description]
        configuration.httpVersion = .http1Only
        configuration.maximumUsesPerConnection = 1
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.tracing.tracer = nil
        return configuration
    }

    /// Nothing where no connection came about and the next address may be tried.
    private func refusal(for error: any Error, isAnswered: Bool) -> FetchRefusal? {
        switch error {
        case let refusal as FetchRefusal: refusal
        case let error as HTTPClientError
        where error == .readTimeout || error == .deadlineExceeded || error == .writeTimeout:
            .tooSlow
        case let error as HTTPClientError where error == .connectTimeout || error == .tlsHandshakeTimeout: nil
        default: isAnswered || error is HTTPClientError ? .brokenOff : nil
        }
    }
}

/// What went wrong on this side while an answer was read.
struct LocalProblem: Error {
    let error: any Error
}

/// Runs work that ends, cancelled, after a time.
/// - Throws: `FetchRefusal.tooSlow`.
func withTimeLimit<Result: Sendable>(
    _ time: Duration, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        group.addTask(operation: work)
        group.addTask {
            try await Task.sleep(for: time)
            throw FetchRefusal.tooSlow
        }
        defer { group.cancelAll() }
        // There are two, so one comes.
        return try await group.next()!
    }
}
