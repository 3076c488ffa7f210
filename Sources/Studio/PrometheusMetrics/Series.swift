import CoreMetrics
import Synchronization

/// One counter, gauge or histogram with its labels. Changing it takes a lock of its own and no other.
class Series: @unchecked Sendable {
    // Unchecked only because a class that others inherit from must say so: what changes is in the mutexes below.
    func samples(labels: [(name: String, value: String)]) -> [MetricFamily.Sample] { [] }
}

final class CounterSeries: Series, CounterHandler, FloatingPointCounterHandler, @unchecked Sendable {
    private let total = Mutex(0.0)

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    /// A counter never goes down: what is not positive changes nothing.
    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        total.withLock { $0 += amount }
    }

    func reset() { total.withLock { $0 = 0 } }

    override func samples(labels: [(name: String, value: String)]) -> [MetricFamily.Sample] {
        [.init(labels: labels, value: total.withLock { $0 })]
    }
}

final class GaugeSeries: Series, MeterHandler, RecorderHandler, @unchecked Sendable {
    private let value = Mutex(0.0)

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }

    override func samples(labels: [(name: String, value: String)]) -> [MetricFamily.Sample] {
        [.init(labels: labels, value: value.withLock { $0 })]
    }
}

final class HistogramSeries: Series, RecorderHandler, TimerHandler, @unchecked Sendable {
    /// Upper ends, ascending; one without an end comes after them.
    private let ends: [Double]
    private let state: Mutex<(counts: [Int], sum: Double)>

    init(ends: [Double]) {
        self.ends = ends
        state = Mutex(([Int](repeating: 0, count: ends.count + 1), 0))
    }

    func record(_ value: Int64) { record(Double(value)) }

    /// What is no number is left out, as it would spoil the sum for ever.
    func record(_ value: Double) {
        guard !value.isNaN else { return }
        let bucket = ends.firstIndex { value <= $0 } ?? ends.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    /// Kept in seconds.
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    override func samples(labels: [(name: String, value: String)]) -> [MetricFamily.Sample] {
        let (counts, sum) = state.withLock { $0 }
        var below = 0
        var samples: [MetricFamily.Sample] = []
        for (end, count) in zip(ends + [.infinity], counts) {
            below += count
            samples.append(
                .init(suffix: "_bucket", labels: labels + [("le", MetricFamily.number(end))], value: Double(below)))
        }
        return samples + [
            .init(suffix: "_sum", labels: labels, value: sum),
            .init(suffix: "_count", labels: labels, value: Double(below)),
        ]
    }
}

/// Takes what finds no place.
final class NoSeries: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    func increment(by amount: Int64) {}
    func increment(by amount: Double) {}
    func decrement(by amount: Double) {}
    func reset() {}
    func set(_ value: Int64) {}
    func set(_ value: Double) {}
    func record(_ value: Int64) {}
    func record(_ value: Double) {}
    func recordNanoseconds(_ duration: Int64) {}
}
