import StudioDomain
import Synchronization

/// Jobs that were read lately, so that a client who asks for a job again and again costs a look at its revision and no decoding
/// of it. A revision names one content for good, whichever process wrote it, so nothing here is ever stale.
final class JobCache: Sendable {
    /// A job is about 1 KB; these are about 2 MB.
    private static let capacity = 2000

    private let jobs = Mutex<[JobID: (revision: Int64, job: Job)]>([:])

    func job(_ id: JobID, revision: Int64) -> Job? {
        jobs.withLock { jobs in
            guard let known = jobs[id], known.revision == revision else { return nil }
            return known.job
        }
    }

    /// To be told committed contents only: the revision of one that is undone is given again.
    func keep(_ job: Job, revision: Int64) {
        jobs.withLock { jobs in
            if jobs.count >= Self.capacity { jobs.removeAll(keepingCapacity: true) }
            jobs[job.id] = (revision, job)
        }
    }
}
