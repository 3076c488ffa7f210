import Foundation
import HummingbirdTesting
import StudioDomain
import Testing

@testable import StudioServer

@Suite("Callback routes") struct CallbackRoutesTests {
    private let studio = StudioUnderTest()

    private func get(_ path: String) async throws -> JSONValue {
        let key = try await studio.key()
        return try await studio.server.test(.router) { client in
            try await client.execute(uri: path, method: .get, headers: [.authorization: "Bearer \(key)"]) {
                try JSONDecoder().decode(JSONValue.self, from: Data(buffer: $0.body))
            }
        }
    }

    @Test("a task's messages are told with every try and the time of the next one") func told() async throws {
        let job = studio.job(5, externalID: "mine")
        let url = try #require(URL(string: "https://example.com/hook"))
        var taken = Delivery(id: DeliveryID(number: 1), job: job, to: url, at: studio.time)
        taken.note(status: 204, problem: "", at: studio.time, jitter: 0.5)
        var waiting = Delivery(id: DeliveryID(number: 2), job: job, to: url, at: studio.time.addingTimeInterval(1))
        waiting.note(status: 500, problem: "", at: studio.time, jitter: 0.5)
        waiting.note(status: nil, problem: "No answer.", at: studio.time.addingTimeInterval(2), jitter: 0.5)
        try await studio.store.transaction { [taken, waiting] transaction in
            try transaction.insert(job)
            for delivery in [taken, waiting] { _ = try transaction.insert(delivery) }
        }
        let answer = try await get("/v1/tasks/mine/callbacks")
        #expect(answer["code"].int == 0 && answer["data"].array.count == 2)
        let (first, second) = (answer["data"][0], answer["data"][1])
        #expect(first["state"].string == "delivered" && first["attempts"][0]["status"].int == 204)
        #expect(first["next_attempt_at"] == .null && first["url"].string == "https://example.com/hook")
        #expect(second["state"].string == "waiting" && second["task_status"].string == "submitted")
        #expect(second["attempts"].array.count == 2 && second["attempts"][1]["problem"].string == "No answer.")
        // Two seconds after the first try, four after the second.
        #expect(second["next_attempt_at"].int == 1_795_000_006_000)
    }

    @Test("another account's messages are not there") func others() async throws {
        let job = studio.job(5, of: AccountID(number: 2))
        try await studio.store.transaction { try $0.insert(job) }
        #expect(try await get("/v1/tasks/5/callbacks")["code"].int == 1201)
    }
}
