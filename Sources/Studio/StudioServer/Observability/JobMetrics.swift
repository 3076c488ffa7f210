import Foundation
import Logging
import Metrics
import ServiceLifecycle
import StudioDomain
import Synchronization

/// Counts how jobs end, and times renders and their steps, by what the store tells of them; workers need no door of their own
/// for that. A server counts from its start on, what any worker does: its numbers are to be looked at with max() and not sum().
public struct JobMetrics: Service {
    private let studio: Studio
    private let metrics: any MetricsFactory
    private let logger: Logger
    private let interval: Duration

    public init(
        studio: Studio, metrics: any MetricsFactory, logger: Logger, interval: Duration = .milliseconds(250)
    ) {
        self.studio = studio
        self.metrics = metrics
        self.logger = logger
        self.interval = interval
    }

    public func run() async throws {
        let changed = Changed()
        await withDiscardingTaskGroup { group in
            group.addTask {
                await cancelWhenGracefulShutdown {
                    for await id in studio.store.changes() { changed.add(id) }
                }
            }
            group.addTask {
                try? await cancelWhenGracefulShutdown {
                    var record = JobRecord()
                    while true {
                        try await Task.sleep(for: interval)
                        await look(at: changed.takeAll(), &record)
                    }
                }
            }
        }
    }

    /// Jobs are read together, so that many changes cost one look, and those that wait are not: nothing is counted of them.
    private func look(at ids: Set<JobID>, _ record: inout JobRecord) async {
        guard !ids.isEmpty else { return }
        do {
            let jobs = try await studio.store.read { view in try ids.sorted().compactMap { try view.begunJob($0) } }
            let time = studio.now()
            record.forget(ids.subtracting(jobs.map(\.id)))
            for job in jobs {
                for observation in record.note(job, at: time) { report(observation, of: job) }
            }
        } catch {
            if !Task.isCancelled { logger.error("changes cannot be read", metadata: ["error": "\(error)"]) }
        }
    }

    private func report(_ observation: JobRecord.Observation, of job: Job) {
        let model = [("model", job.model)]
        switch observation {
        case .step(let seconds, let count):
            let timer = Timer(label: "kinora_step_seconds", dimensions: model, factory: metrics)
            for _ in 0..<count { timer.recordSeconds(seconds) }
        case .waited(let seconds):
            Timer(label: "kinora_wait_seconds", dimensions: model, factory: metrics).recordSeconds(seconds)
        case .rendered(let seconds):
            Timer(label: "kinora_render_seconds", dimensions: model, factory: metrics).recordSeconds(seconds)
        case .ended(let reason):
            Counter(
                label: "kinora_jobs_ended_total", dimensions: model + [("reason", reason)], factory: metrics
            ).increment()
        }
    }

    private final class Changed: Sendable {
        private let ids = Mutex<Set<JobID>>([])
        /// Ids beyond this are left out: counting must not cost the memory that the queue was spared.
        private static let most = 100_000

        func add(_ id: JobID) { ids.withLock { if $0.count < Self.most { $0.insert(id) } } }

        func takeAll() -> Set<JobID> {
            ids.withLock { ids in
                defer { ids = [] }
                return ids
            }
        }
    }
}

/// What is known of jobs under way, and what follows when one is seen again.
struct JobRecord {
    enum Observation: Equatable {
        /// So many steps took so many seconds each.
        case step(seconds: Double, count: Int)
        /// From its submission until a worker took it.
        case waited(seconds: Double)
        case rendered(seconds: Double)
        /// "succeeded", "cancelled", "worker lost" or "failed".
        case ended(reason: String)
    }

    private struct Run {
        let began: Date
        var step: Int
        var steppedAt: Date
    }

    private var runs: [JobID: Run] = [:]
    /// Those that were counted lately: their end is told of once more when their callbacks are.
    private var ended: Set<JobID> = []
    private var endedBefore: Set<JobID> = []
    private static let mostRemembered = 10_000

    /// They wait, whether for the first time or again.
    mutating func forget(_ ids: Set<JobID>) { for id in ids { runs[id] = nil } }

    mutating func note(_ job: Job, at time: Date) -> [Observation] {
        switch job.state {
        case .submitted:
            forget([job.id])
            return []
        case .processing:
            let step = job.progress?.step ?? 0
            // A job's time of change is when it was claimed, until it ends.
            guard var run = runs[job.id], run.began == job.updatedAt else {
                guard runs.count < Self.mostRemembered else { return [] }
                runs[job.id] = Run(began: job.updatedAt, step: step, steppedAt: time)
                return job.losses == 0 ? [.waited(seconds: job.updatedAt.timeIntervalSince(job.createdAt))] : []
            }
            guard step > run.step else { return [] }
            // The first step that is seen may have begun before it was looked at.
            let isFirst = run.step == 0
            let seconds = time.timeIntervalSince(run.steppedAt) / Double(step - run.step)
            let count = step - run.step
            (run.step, run.steppedAt) = (step, time)
            runs[job.id] = run
            return isFirst ? [] : [.step(seconds: seconds, count: count)]
        case .succeeded, .failed, .cancelled:
            guard !ended.contains(job.id), !endedBefore.contains(job.id) else { return [] }
            if ended.count >= Self.mostRemembered { (endedBefore, ended) = (ended, []) }
            ended.insert(job.id)
            let run = runs.removeValue(forKey: job.id)
            let end = Observation.ended(reason: Self.reason(job))
            guard let run, job.state == .succeeded else { return [end] }
            return [.rendered(seconds: job.updatedAt.timeIntervalSince(run.began)), end]
        }
    }

    private static func reason(_ job: Job) -> String {
        switch job.state {
        case .succeeded: "succeeded"
        case .cancelled: "cancelled"
        default: job.losses >= Job.mostLosses ? "worker lost" : "failed"
        }
    }
}
