import Foundation
import Hummingbird
import StudioAPI
import StudioDomain

/// How often requests may come; nothing for as often as one likes.
public struct LimitSettings: Sendable, Hashable {
    /// Of one address (IPv4) or customer network (IPv6 /64), whatever it asks for.
    public var perAddress: RateLimit? = RateLimit(perSecond: 50, burst: 200)
    /// Of one key of an account.
    public var perKey: RateLimit? = RateLimit(perSecond: 20, burst: 100)

    public init() {}
}

extension StudioApplication {
    /// Sets limits on how often requests may come, once all groups are there.
    public mutating func limit(_ settings: LimitSettings) {
        let now = parts.studio.now
        if let limit = settings.perAddress {
            everywhere.append(
                AddressLimit(
                    limit, uncounted: groups.compactMap(\.uncountedPrefix),
                    proxiesInFront: parts.settings.proxiesInFront, now: now))
        }
        if let limit = settings.perKey { afterAuthentication.append(KeyLimit(limit, now: now)) }
    }
}

/// Refuses requests of addresses that ask too often, before anything else is done for them.
struct AddressLimit: StudioMiddleware {
    private let limiter: RateLimiter<String>
    private let uncounted: [String]
    private let proxies: Int
    private let now: @Sendable () -> Date

    /// - Parameter uncounted: beginnings of paths that may be asked for as often as one likes.
    init(
        _ limit: RateLimit, uncounted: [String] = [], proxiesInFront: Int = 0, now: @escaping @Sendable () -> Date
    ) {
        limiter = RateLimiter(limit)
        self.uncounted = uncounted
        proxies = proxiesInFront
        self.now = now
    }

    func handle(
        _ request: Request, context: StudioRequestContext,
        next: (Request, StudioRequestContext) async throws -> Response
    ) async throws -> Response {
        if uncounted.contains(where: request.uri.path.hasPrefix) { return try await next(request, context) }
        let address = ClientAddress.of(request, context, behind: proxies)
        if let seconds = limiter.take(for: address, at: now()) { return try .tooFrequent(seconds, context) }
        return try await next(request, context)
    }
}

/// Refuses requests of keys that are used too often.
struct KeyLimit: StudioMiddleware {
    /// All keys of one name in an account count as one.
    private struct Key: Hashable {
        let account: AccountID
        let keyName: String
    }

    private let limiter: RateLimiter<Key>
    private let now: @Sendable () -> Date

    init(_ limit: RateLimit, now: @escaping @Sendable () -> Date) {
        limiter = RateLimiter(limit)
        self.now = now
    }

    func handle(
        _ request: Request, context: StudioRequestContext,
        next: (Request, StudioRequestContext) async throws -> Response
    ) async throws -> Response {
        if let caller = context.caller,
            let seconds = limiter.take(for: Key(account: caller.account, keyName: caller.keyName), at: now())
        {
            return try .tooFrequent(seconds, context)
        }
        return try await next(request, context)
    }
}

extension Response {
    static func tooFrequent(_ seconds: TimeInterval, _ context: StudioRequestContext) throws -> Response {
        var response = try Answers.refusal(.tooFrequent, requestID: context.requestID)
        response.headers[.retryAfter] = String(Int(seconds.rounded(.up)))
        return response
    }
}
