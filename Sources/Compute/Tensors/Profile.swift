/// Where time went: named spans, each recorded as it ends.
public final class Profile {
    /// What a span belongs to; spans of one track do not overlap.
    public enum Track: Int, Sendable, CaseIterable {
        case stages, steps, operations
    }

    public struct Span: Sendable {
        public let track: Track
        public let name: String
        /// Since the profile began.
        public let start: Duration
        public let duration: Duration
        /// Floating point operations of the textbook algorithm, 0 where nobody counts them.
        public let flops: Double
    }

    public private(set) var spans: [Span] = []
    private let begin = ContinuousClock.now
    private var open: [Track: (name: String, start: ContinuousClock.Instant)] = [:]

    public init() {}

    /// Times an operation.
    public func measure<Result>(_ name: String, flops: Double = 0, _ operation: () -> Result) -> Result {
        let start = ContinuousClock.now
        defer { record(.operations, name, from: start, flops: flops) }
        return operation()
    }

    /// Begins a span, which ends the one of the same track that is open; nil only ends it.
    public func enter(_ name: String?, on track: Track) {
        if let (name, start) = open[track] { record(track, name, from: start) }
        open[track] = name.map { ($0, .now) }
    }

    /// Records a span that ends now.
    public func record(_ track: Track, _ name: String, from start: ContinuousClock.Instant, flops: Double = 0) {
        spans.append(
            Span(track: track, name: name, start: start - begin, duration: .now - start, flops: flops))
    }
}
