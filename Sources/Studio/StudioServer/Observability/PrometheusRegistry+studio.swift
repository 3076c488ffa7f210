import PrometheusMetrics

extension PrometheusRegistry {
    /// With buckets for what a studio times: steps from a tenth of a second, renders and waits up to hours.
    public static func ofStudio() -> PrometheusRegistry {
        PrometheusRegistry(buckets: [
            "kinora_step_seconds": [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100],
            "kinora_render_seconds": [1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600],
            "kinora_wait_seconds": [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14400],
        ])
    }
}
