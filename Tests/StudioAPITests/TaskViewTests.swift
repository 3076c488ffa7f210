import Foundation
import StudioAPI
import Testing

@Suite("Task views") struct TaskViewTests {
    @Test("a finished task has what clients read, in the types that they want")
    func finished() throws {
        let view = TaskView(
            taskID: "178000000000012345", status: .succeed, statusMessage: "", info: .init(externalTaskID: nil),
            result: .videos([.init(id: "1", url: "http://127.0.0.1/a.mp4", duration: "5.041")]), deduction: "2.5",
            createdAt: 1, updatedAt: 2)
        let object = try object(Envelope(view, requestID: "r"))
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
        #expect(try object(view)["task_result"] == nil)
    }

    @Test("a refusal has no data") func refusal() throws {
        #expect(Set(try object(Refusal(.tooManyTasks, requestID: "r")).keys) == ["code", "message", "request_id"])
    }

    @Test("watermarks, sessions, seeds and parents are there when there are any")
    func optionalParts() throws {
        let view = TaskView(
            taskID: "1", status: .succeed, statusMessage: "",
            info: .init(externalTaskID: nil, parentVideo: .init(id: "2", url: "http://127.0.0.1/p.mp4", duration: "5")),
            result: .videos([
                .init(
                    id: "1", url: "http://127.0.0.1/a.mp4", watermarkURL: "http://127.0.0.1/w.mp4", duration: "5",
                    sessionID: "s", seed: "7"),
                .init(id: "2", url: "http://127.0.0.1/b.mp4", duration: "5"),
            ]),
            isWatermarked: true, deduction: "2", balanceDeduction: .init(quota: "0.14", listPrice: "0.2"),
            createdAt: 1, updatedAt: 2)
        let data = try object(view)
        #expect((data["watermark_info"] as? [String: Any])?["enabled"] as? Bool == true)
        #expect((data["final_balance_deduction"] as? [String: String]) == ["quota": "0.14", "list_price": "0.2"])
        #expect(((data["task_info"] as? [String: Any])?["parent_video"] as? [String: Any])?["id"] as? String == "2")
        let videos = try #require((data["task_result"] as? [String: Any])?["videos"] as? [[String: Any]])
        #expect(videos[0]["watermark_url"] != nil && videos[0]["session_id"] != nil && videos[0]["seed"] != nil)
        #expect(Set(videos[1].keys) == ["id", "url", "duration"])
    }

    @Test("a task that edits has its session") func sessions() throws {
        let view = TaskView(
            taskID: "1", sessionID: "7", status: .submitted, statusMessage: "", info: .init(externalTaskID: nil),
            result: nil, deduction: nil, createdAt: 1, updatedAt: 1)
        #expect(try object(view)["session_id"] as? String == "7")
    }

    @Test("a series has its pictures and says what it is")
    func series() throws {
        let result = try object(TaskResult.series([.init(index: 0, url: "http://127.0.0.1/a.png")]))
        #expect(result["result_type"] as? String == "series" && (result["images"] as? [Any])?.isEmpty == true)
        #expect((result["series_images"] as? [[String: Any]])?.first?["index"] as? Int == 0)
        #expect(try object(TaskResult.single([]))["result_type"] as? String == "single")
    }

    @Test("an element has what clients read")
    func element() throws {
        let view = ElementView(
            id: 178_000_000_000_012, name: "dog", description: "brown",
            images: .init(frontal: "http://127.0.0.1/f.png", views: [.init(url: "http://127.0.0.1/v.png")]),
            tags: [try #require(ElementTag.named("o_103"))], owner: "9", status: .succeed)
        let element = try object(view)
        #expect(element["element_id"] as? Int64 == 178_000_000_000_012)
        #expect(element["reference_type"] as? String == "image_refer")
        let images = try #require(element["element_image_list"] as? [String: Any])
        #expect((images["refer_images"] as? [[String: String]]) == [["image_url": "http://127.0.0.1/v.png"]])
        #expect(try object(OldElementView(view))["element_frontal_image"] as? String == "http://127.0.0.1/f.png")
    }
}
