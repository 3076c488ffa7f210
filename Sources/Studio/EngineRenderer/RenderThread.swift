import Dispatch

/// A thread apart from those that all tasks share: rendering works for minutes without a pause, and what renews leases and
/// answers requests meanwhile must not wait for it.
final class RenderThread: TaskExecutor {
    // Serial queues get threads of their own; concurrent ones share as many as there are processors.
    private let queue = DispatchQueue(label: "kinora.rendering")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
