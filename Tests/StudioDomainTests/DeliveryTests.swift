import Foundation
import StudioDomain
import Testing

@Suite("Delivery") struct DeliveryTests {
    private let start = Date(timeIntervalSince1970: 0)

    private func delivery() -> Delivery {
        let job = Job(
            id: JobID(number: 1), account: AccountID(number: 1), externalID: nil, surface: "videos/text2video",
            lane: .standard, model: "toybox",
            product: .video, slots: 1, price: Credits(35),
            order: Order(task: .textToVideo, prompt: "a dog"), callback: nil, createdAt: start)
        return Delivery(id: DeliveryID(number: 1), job: job, to: URL(string: "https://example.com")!, at: start)
    }

    @Test("an answer in the two hundreds ends it") func delivers() {
        var delivery = delivery()
        delivery.note(status: 204, problem: "", at: start, jitter: 0.5)
        #expect(delivery.state == .delivered)
    }

    @Test("pauses grow to an hour, and after a day it is given up") func pauses() {
        var (delivery, time, pauses) = (delivery(), start, [TimeInterval]())
        while delivery.state == .waiting {
            time = delivery.due
            delivery.note(status: delivery.attempts.count % 2 == 0 ? 500 : nil, problem: "down", at: time, jitter: 0.5)
            pauses.append(delivery.due.timeIntervalSince(time))
        }
        #expect(delivery.state == .abandoned)
        #expect(Array(pauses.prefix(4)) == [2, 4, 8, 16])
        #expect(pauses.max() == 3600)
        #expect((30...40).contains(delivery.attempts.count))
        #expect(time.timeIntervalSince(start) <= Delivery.patience)
    }
}
