import Foundation
import Hummingbird

/// How often passwords may be tried: guessing is refused long before it could help.
struct SignInLimit: Sendable {
    /// Of one address or customer network.
    private let byAddress = RateLimiter<String>(RateLimit(perSecond: 1.0 / 20, burst: 10))
    /// Of one name from anywhere: more, so that strangers cannot easily keep its owner out.
    private let byName = RateLimiter<String>(RateLimit(perSecond: 1.0 / 20, burst: 50))
    private let proxies: Int
    private let now: @Sendable () -> Date

    init(proxiesInFront: Int, now: @escaping @Sendable () -> Date) {
        proxies = proxiesInFront
        self.now = now
    }

    /// Counts a try. Nothing when it may go on, else the seconds to wait.
    func pause(of request: Request, _ context: StudioRequestContext, name: String) -> TimeInterval? {
        byAddress.take(for: ClientAddress.of(request, context, behind: proxies), at: now())
            ?? byName.take(for: name, at: now())
    }
}
