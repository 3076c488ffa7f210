import Dispatch

/// A thread apart from those that all tasks share: following a thing through a clip works for seconds without a pause.
final class MaskThread: TaskExecutor {
    private let queue = DispatchQueue(label: "kinora.masks")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
