import Foundation
import StudioAPI
import Testing

@Suite("Task views") struct TaskViewTests {
    private func json(_ value: some Encodable) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(value)) as? [String: Any])
    }

    @Test("a finished task has what clients read, in the types that they want")
    func finished() throws {
        let view = TaskView(
            taskID: "178000000000012345", status: .succeed, statusMessage: "", info: .init(externalTaskID: nil),
            result: .videos([.init(id: "1", url: "http://127.0.0.1/a.mp4", duration: "5.041")]), deduction: "2.5",
            createdAt: 1, updatedAt: 2)
        let object = try json(Envelope(view, requestID: "r"))
        #expect(object["code"] as? Int == 0 && object["message"] is String && object["request_id"] as? String == "r")
        let data = try #require(object["data"] as? [String: Any])
        #expect(data["task_status"] as? String == "succeed" && data["final_unit_deduction"] as? String == "2.5")
        #expect((data["task_info"] as? [String: Any])?["external_task_id"] is NSNull)
        let videos = try #require((data["task_result"] as? [String: Any])?["videos"] as? [[String: Any]])
        #expect(videos[0]["duration"] as? String == "5.041")
    }

    @Test("one that is not finished has no result, and no null in its place")
    func unfinished() throws {
        let view = TaskView(
            taskID: "1", status: .submitted, statusMessage: "", info: .init(externalTaskID: "x"), result: nil,
            deduction: nil, createdAt: 1, updatedAt: 1)
        #expect(try json(view)["task_result"] == nil)
    }

    @Test("a refusal has no data") func refusal() throws {
        #expect(Set(try json(Refusal(.tooManyTasks, requestID: "r")).keys) == ["code", "message", "request_id"])
    }
}
