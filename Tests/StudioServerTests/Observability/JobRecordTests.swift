import Foundation
import StudioDomain
import Testing

@testable import StudioServer

@Suite("Job record") struct JobRecordTests {
    private let start = Date(timeIntervalSince1970: 1_795_000_000)
    private let worker = WorkerID("ann")

    private func job() -> Job {
        Job(
            id: JobID(number: 1), account: AccountID(number: 1), externalID: nil, surface: "videos/text2video",
            lane: .standard, model: "toybox", product: .video, slots: 1, price: Credits(35),
            order: Order(task: .textToVideo, prompt: "a dog"), callback: nil, createdAt: start)
    }

    @Test("a job's wait, steps, render and end are counted once each") func once() {
        var (record, job) = (JobRecord(), job())
        #expect(record.note(job, at: start) == [])
        _ = job.claim(by: worker, until: .distantFuture, at: start + 3)
        #expect(record.note(job, at: start + 3) == [.waited(seconds: 3)])
        #expect(record.note(job, at: start + 3) == [])
        func step(_ step: Int) {
            _ = job.renew(by: worker, until: .distantFuture, progress: .init(step: step, steps: 4, secondsLeft: nil))
        }
        step(1)
        #expect(record.note(job, at: start + 9) == [])
        step(3)
        #expect(record.note(job, at: start + 13) == [.step(seconds: 2, count: 2)])
        #expect(record.note(job, at: start + 14) == [])
        _ = job.succeed(by: worker, outputs: [], at: start + 20)
        #expect(record.note(job, at: start + 20) == [.rendered(seconds: 17), .ended(reason: "succeeded")])
        #expect(record.note(job, at: start + 30) == [])
    }

    @Test("failures are told apart by their kind") func reasons() {
        var (record, failed) = (JobRecord(), job())
        _ = failed.claim(by: worker, until: start + 15, at: start)
        var lost = failed
        _ = failed.fail(by: worker, reason: "no memory", at: start + 1)
        #expect(record.note(failed, at: start + 1) == [.ended(reason: "failed")])
        _ = lost.loseWorker(at: start + 20)
        _ = lost.claim(by: worker, until: start + 40, at: start + 21)
        _ = lost.loseWorker(at: start + 50)
        record = JobRecord()
        #expect(record.note(lost, at: start + 50) == [.ended(reason: "worker lost")])
        var cancelled = job()
        _ = cancelled.cancel(at: start)
        record = JobRecord()
        #expect(record.note(cancelled, at: start) == [.ended(reason: "cancelled")])
    }
}
