import Foundation
import Testing

@testable import StudioServer

@Suite("Rate limiter") struct RateLimiterTests {
    private let start = Date(timeIntervalSince1970: 1_795_000_000)

    @Test("a burst is allowed, then one after another, and a pause fills the bucket again") func tokens() {
        let limiter = RateLimiter<String>(RateLimit(perSecond: 2, burst: 3))
        func take(_ seconds: TimeInterval) -> Bool { limiter.take(for: "a", at: start + seconds) == nil }
        #expect([take(0), take(0), take(0), take(0)] == [true, true, true, false])
        #expect([take(0.4), take(0.5), take(0.6), take(1)] == [false, true, false, true])
        #expect([take(100), take(100), take(100), take(100)] == [true, true, true, false])
    }

    @Test("it says after how many seconds to come again, and coming then is allowed") func retry() throws {
        let limiter = RateLimiter<String>(RateLimit(perSecond: 0.5, burst: 1))
        #expect(limiter.take(for: "a", at: start) == nil)
        let seconds = try #require(limiter.take(for: "a", at: start + 0.5))
        #expect(abs(seconds - 1.5) < 0.001)
        #expect(limiter.take(for: "a", at: start + 0.5 + seconds) == nil)
    }

    @Test("asking while there is none does not put it off") func noPenalty() {
        let limiter = RateLimiter<String>(RateLimit(perSecond: 1, burst: 1))
        for step in 0..<10 { _ = limiter.take(for: "a", at: start + Double(step) * 0.09) }
        #expect(limiter.take(for: "a", at: start + 1) == nil)
    }

    @Test("keys do not disturb each other, and a clock that goes back gives nothing away") func keys() {
        let limiter = RateLimiter<String>(RateLimit(perSecond: 1, burst: 1))
        #expect(limiter.take(for: "a", at: start) == nil && limiter.take(for: "b", at: start) == nil)
        #expect(limiter.take(for: "a", at: start - 100) != nil)
    }

    @Test("keys without end fill no memory, and those that ask most stay known") func bounded() {
        let limiter = RateLimiter<Int>(RateLimit(perSecond: 1, burst: 10), mostKeys: 100)
        for _ in 0..<10 { _ = limiter.take(for: -1, at: start) }
        for key in 0..<10_000 { _ = limiter.take(for: key, at: start + Double(key) / 10_000) }
        #expect(limiter.keyCount <= 100)
        #expect(limiter.take(for: -1, at: start) != nil)
    }
}
