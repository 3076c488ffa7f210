import Foundation
import StudioDomain
import Testing

@Suite("Job") struct JobTests {
    private let start = Date(timeIntervalSince1970: 0)
    private let ann = WorkerID("ann")
    private let bob = WorkerID("bob")

    private func job() -> Job {
        Job(
            id: JobID(number: 1), account: AccountID(number: 1), externalID: nil, surface: "videos/text2video",
            lane: .standard, model: "toybox",
            product: .video, slots: 1, price: Credits(35),
            order: Order(task: .textToVideo, prompt: "a dog"), callback: nil, createdAt: start)
    }

    @Test("is claimed once") func claim() {
        var job = job()
        let claims = [ann, bob].map { job.claim(by: $0, until: start + 15, at: start) }
        #expect(claims == [true, false])
        #expect(job.state == .processing && job.lease?.worker == ann)
    }

    @Test("ends once, and only its worker may end it") func ends() {
        var job = job()
        _ = job.claim(by: ann, until: start + 15, at: start)
        let settlements = [
            job.succeed(by: bob, outputs: [], at: start), job.succeed(by: ann, outputs: [], at: start),
            job.fail(by: ann, reason: "late", at: start), job.cancel(at: start),
        ]
        #expect(settlements == [nil, .capture, nil, nil])
        #expect(job.state == .succeeded)
    }

    @Test("cancelled while it runs, it is refunded, and its worker is told to stop") func cancels() {
        var job = job()
        _ = job.claim(by: ann, until: start + 15, at: start)
        let settlement = job.cancel(at: start)
        #expect(settlement == .release)
        let isStillItsOwn = job.renew(by: ann, until: start + 30, progress: nil)
        #expect(!isStillItsOwn)
        let late = job.succeed(by: ann, outputs: [], at: start)
        #expect(late == nil)
    }

    @Test("a lost worker's job waits again, the second time it fails") func loses() {
        var job = job()
        _ = job.claim(by: ann, until: start + 15, at: start)
        let first = [job.loseWorker(at: start + 14), job.loseWorker(at: start + 15)]
        #expect(first == [nil, Job.Settlement.none])
        #expect(job.state == .submitted)
        _ = job.claim(by: bob, until: start + 40, at: start + 20)
        let second = job.loseWorker(at: start + 41)
        #expect(second == .release)
        #expect(job.state == .failed && job.message.contains("2 times"))
    }

    @Test("given back, it waits again and nothing is counted") func givesBack() {
        var job = job()
        for _ in 0..<5 {
            _ = job.claim(by: ann, until: start + 15, at: start)
            let isTaken = job.giveBack(by: ann, at: start)
            #expect(isTaken)
        }
        #expect(job.state == .submitted && job.losses == 0)
    }
}
