import CoreMetrics
import Synchronization

/// Keeps what swift-metrics reports until Prometheus asks.
///
/// Counters are counters, meters and plain recorders gauges, timers (in seconds) and aggregating recorders histograms. A name is
/// of one kind with one set of labels; what comes under it as another is left out. A name has at most `mostSeries` combinations
/// of values, so that a label which someone outside can write fills no memory.
public final class PrometheusRegistry: MetricsFactory {
    /// Upper ends of buckets, in seconds where it is a time.
    public static let usualBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private let buckets: [String: [Double]]
    private let mostSeries: Int
    private let families = Mutex<[String: Family]>([:])

    private struct Family {
        let kind: MetricFamily.Kind
        let labels: [String]
        var series: [[String]: Series] = [:]
    }

    /// - Parameter buckets: upper ends, ascending, of histograms by their names.
    public init(buckets: [String: [Double]] = [:], mostSeries: Int = 1000) {
        self.buckets = buckets
        self.mostSeries = mostSeries
    }

    /// What there is, by name.
    public func snapshot() -> [MetricFamily] {
        // Copied under the lock, written out without it.
        let families = families.withLock { $0 }
        return families.sorted { $0.key < $1.key }.map { name, family in
            let series = family.series.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            return MetricFamily(
                name: name, kind: family.kind,
                samples: series.flatMap { values, series in
                    series.samples(labels: zip(family.labels, values).map { (name: $0, value: $1) })
                })
        }
    }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter) { _ in CounterSeries() } ?? NoSeries()
    }

    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions, .counter) { _ in CounterSeries() } ?? NoSeries()
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge) { _ in GaugeSeries() } ?? NoSeries()
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        if aggregate { return histogram(label, dimensions) ?? NoSeries() }
        return series(label, dimensions, .gauge) { _ in GaugeSeries() } ?? NoSeries()
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions) ?? NoSeries()
    }

    // Counters must not begin anew while Prometheus looks on, so series stay as long as the registry.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> HistogramSeries? {
        series(label, dimensions, .histogram) { HistogramSeries(ends: self.buckets[$0] ?? Self.usualBuckets) }
    }

    /// The one of a name and labels; nothing when the name is of another kind or has other labels, or is full.
    private func series<Made: Series>(
        _ label: String, _ dimensions: [(String, String)], _ kind: MetricFamily.Kind, make: (String) -> Made
    ) -> Made? {
        let name = MetricNames.metric(label)
        let dimensions = dimensions.map { (MetricNames.label($0.0), $0.1) }.sorted { $0.0 < $1.0 }
        let (labels, values) = (dimensions.map(\.0), dimensions.map(\.1))
        return families.withLock { families in
            let family = families[name] ?? Family(kind: kind, labels: labels)
            guard family.kind == kind, family.labels == labels, Set(labels).count == labels.count else { return nil }
            if let known = family.series[values] { return known as? Made }
            guard family.series.count < mostSeries else { return nil }
            let made = make(name)
            families[name, default: family].series[values] = made
            return made
        }
    }
}
