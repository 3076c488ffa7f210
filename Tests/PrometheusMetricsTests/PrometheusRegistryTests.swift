import CoreMetrics
import PrometheusMetrics
import Testing

@Suite("Prometheus registry") struct PrometheusRegistryTests {
    private func text(_ registry: PrometheusRegistry) -> String { registry.snapshot().map(\.description).joined() }

    @Test("counters, gauges and histograms are written by name and labels") func writes() {
        let registry = PrometheusRegistry(buckets: ["step_seconds": [0.5, 1]])
        Counter(label: "jobs.total", dimensions: [("state", "b"), ("model", "x")], factory: registry).increment(by: 2)
        Counter(label: "jobs.total", dimensions: [("model", "x"), ("state", "b")], factory: registry).increment()
        Counter(label: "jobs.total", dimensions: [("state", "a"), ("model", "x")], factory: registry).increment()
        FloatingPointCounter(label: "paid", factory: registry).increment(by: 0.5)
        Meter(label: "depth", factory: registry).set(7)
        for seconds in [0.25, 0.5, 0.75, 3] {
            Timer(label: "step_seconds", factory: registry).recordNanoseconds(Int64(seconds * 1e9))
        }
        #expect(
            text(registry) == """
                # TYPE depth gauge
                depth 7
                # TYPE jobs_total counter
                jobs_total{model="x",state="a"} 1
                jobs_total{model="x",state="b"} 3
                # TYPE paid counter
                paid 0.5
                # TYPE step_seconds histogram
                step_seconds_bucket{le="0.5"} 2
                step_seconds_bucket{le="1"} 3
                step_seconds_bucket{le="+Inf"} 4
                step_seconds_sum 4.5
                step_seconds_count 4

                """)
    }

    @Test("values of labels are escaped, and names made legal") func escapes() {
        let registry = PrometheusRegistry()
        Counter(label: "9 odd-name", dimensions: [("a label", "a\\b\"c\nd é")], factory: registry).increment()
        #expect(text(registry) == "# TYPE _9_odd_name counter\n_9_odd_name{a_label=\"a\\\\b\\\"c\\nd é\"} 1\n")
    }

    @Test("a name stays of its kind and labels") func kinds() {
        let registry = PrometheusRegistry()
        Counter(label: "a", dimensions: [("x", "1")], factory: registry).increment()
        Meter(label: "a", dimensions: [("x", "1")], factory: registry).set(9)
        Counter(label: "a", factory: registry).increment()
        Counter(label: "a", dimensions: [("x", "1"), ("x", "2")], factory: registry).increment()
        #expect(text(registry) == "# TYPE a counter\na{x=\"1\"} 1\n")
    }

    @Test("counters never go down, and no number spoils a sum") func odd() {
        let registry = PrometheusRegistry(buckets: ["h": [1]])
        Counter(label: "c", factory: registry).increment(by: -5)
        Recorder(label: "h", aggregate: true, factory: registry).record(Double.nan)
        Recorder(label: "h", aggregate: true, factory: registry).record(1.0)
        #expect(text(registry).contains("c 0\n") && text(registry).contains("h_sum 1\nh_count 1\n"))
    }

    @Test("a name has no more series than are allowed") func bounded() {
        let registry = PrometheusRegistry(mostSeries: 3)
        for index in 0..<10 { Counter(label: "c", dimensions: [("path", "\(index)")], factory: registry).increment() }
        Counter(label: "c", dimensions: [("path", "0")], factory: registry).increment()
        #expect(registry.snapshot().first?.samples.count == 3)
        #expect(text(registry).contains("c{path=\"0\"} 2\n"))
    }

    @Test("many tasks may count at once") func together() async {
        let registry = PrometheusRegistry()
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 { Counter(label: "c", dimensions: [("a", "b")], factory: registry).increment() }
                }
            }
        }
        #expect(text(registry).contains("c{a=\"b\"} 8000\n"))
    }
}
