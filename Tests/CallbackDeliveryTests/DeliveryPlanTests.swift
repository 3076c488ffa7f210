import Foundation
import StudioDomain
import Testing

@testable import CallbackDelivery

@Suite("Delivery plan") struct DeliveryPlanTests {
    private let end = Date(timeIntervalSince1970: 10)

    private func message(_ id: Int64, job: Int64, host: String) -> DueDelivery {
        let time = Date(timeIntervalSince1970: 0)
        let job = Job(
            id: JobID(number: job), account: AccountID(number: 1), externalID: nil, surface: "videos/text2video",
            lane: .standard, model: "toybox", product: .video, slots: 1, price: Credits(35),
            order: Order(task: .textToVideo, prompt: "a dog"), callback: nil, createdAt: time)
        let url = URL(string: "https://\(host)/")!
        return DueDelivery(
            delivery: Delivery(id: DeliveryID(number: id), job: job, to: url, at: time), job: job, secrets: [])
    }

    private func startAll(_ plan: inout DeliveryPlan, at time: Date = Date(timeIntervalSince1970: 5)) -> [DueDelivery] {
        var started: [DueDelivery] = []
        while let next = plan.start(at: time) { started.append(next) }
        return started
    }

    @Test("a job's messages go one after another, oldest first") func order() {
        var plan = DeliveryPlan(mostAtOnce: 10, mostPerHost: 10, mostWaitingPerHost: 10)
        plan.add(
            [message(2, job: 1, host: "a"), message(1, job: 1, host: "a"), message(3, job: 2, host: "a")], until: end)
        let first = startAll(&plan)
        #expect(first.map(\.delivery.id.number) == [1, 3])
        plan.finish(first[0])
        #expect(startAll(&plan).map(\.delivery.id.number) == [2])
    }

    @Test("a host has few at once, and few that wait") func hosts() {
        var plan = DeliveryPlan(mostAtOnce: 10, mostPerHost: 2, mostWaitingPerHost: 3)
        plan.add((1...9).map { message($0, job: $0, host: "a") } + [message(10, job: 10, host: "B")], until: end)
        let first = startAll(&plan)
        #expect(Set(first.map(\.delivery.id.number)) == [1, 2, 10])
        first.forEach { plan.finish($0) }
        #expect(startAll(&plan).map(\.delivery.id.number) == [3])
    }

    @Test("what was not begun in time is left, and may come again") func time() {
        var plan = DeliveryPlan(mostAtOnce: 10, mostPerHost: 1, mostWaitingPerHost: 10)
        plan.add([message(1, job: 1, host: "a"), message(2, job: 2, host: "a")], until: end)
        let first = startAll(&plan)
        plan.finish(first[0])
        #expect(first.map(\.delivery.id.number) == [1])
        #expect(startAll(&plan, at: end).isEmpty && plan.countWaiting == 0)
        plan.add([message(2, job: 2, host: "a"), message(2, job: 2, host: "a")], until: end)
        #expect(plan.countWaiting == 1)
        #expect(startAll(&plan).map(\.delivery.id.number) == [2])
    }

    @Test("no more than are allowed are under way") func most() {
        var plan = DeliveryPlan(mostAtOnce: 3, mostPerHost: 2, mostWaitingPerHost: 9)
        plan.add((1...9).map { message($0, job: $0, host: "host\($0)") }, until: end)
        #expect(startAll(&plan).count == 3 && plan.countUnderWay == 3)
    }
}
