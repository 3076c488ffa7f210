import Foundation
import StudioDomain
import Synchronization

/// So many requests a second on the long run, and so many at once after a pause.
public struct RateLimit: Sendable, Hashable {
    public let perSecond: Double
    public let burst: Int

    public init(perSecond: Double, burst: Int) {
        precondition(perSecond > 0 && burst >= 1)
        self.perSecond = perSecond
        self.burst = burst
    }
}

/// A bucket of tokens for each key: a request takes one, and they come back steadily.
///
/// What is kept of a key is one time: when its bucket is full again (GCRA, the form of the token bucket that ATM networks use).
/// A key whose time has passed is as if it had never been here, so forgetting it changes nothing.
final class RateLimiter<Key: Hashable & Sendable>: Sendable {
    private let limit: RateLimit
    private let mostKeys: Int
    private let fullAt = Mutex<[Key: Date]>([:])

    /// - Parameter mostKeys: more of them than this at once, and the half that is nearest to a full bucket is forgiven.
    init(_ limit: RateLimit, mostKeys: Int = 50_000) {
        self.limit = limit
        self.mostKeys = mostKeys
    }

    /// Takes a token. Nothing when there was one, else the seconds until there is.
    func take(for key: Key, at time: Date) -> TimeInterval? {
        let pause = 1 / limit.perSecond
        return fullAt.withLock { fullAt in
            if fullAt.count >= mostKeys, fullAt[key] == nil { Self.forget(in: &fullAt, at: time) }
            let full = max(fullAt[key] ?? time, time).addingTimeInterval(pause)
            // With all tokens taken, the bucket is full again a whole burst from now.
            let excess = full.timeIntervalSince(time) - pause * Double(limit.burst)
            guard excess <= 1e-6 else { return excess }
            fullAt[key] = full
            return nil
        }
    }

    var keyCount: Int { fullAt.withLock { $0.count } }

    private static func forget(in fullAt: inout [Key: Date], at time: Date) {
        let count = fullAt.count
        fullAt = fullAt.filter { $0.value > time }
        guard fullAt.count > count / 2 else { return }
        let middle = fullAt.values.sorted()[fullAt.count / 2]
        fullAt = fullAt.filter { $0.value > middle }
    }
}
