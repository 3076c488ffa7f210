import Foundation
import StudioAPI
import Testing

@Suite("Lists and accounts") struct StandardListTests {
    @Test("tasks are asked for by one kind of identifier, at most twenty")
    func tasksQuery() throws {
        #expect(try TasksQuery(taskIDs: "1, 2,3", externalTaskIDs: "") == .ids(["1", "2", "3"]))
        #expect(try TasksQuery(taskIDs: nil, externalTaskIDs: "a") == .externalIDs(["a"]))
        #expect(throws: APIError.missing("task_ids")) { try TasksQuery(taskIDs: nil, externalTaskIDs: nil) }
        #expect(throws: APIError.self) { try TasksQuery(taskIDs: "1", externalTaskIDs: "a") }
        let many = #expect(throws: APIError.self) {
            try TasksQuery(taskIDs: (1...21).map(String.init).joined(separator: ","), externalTaskIDs: nil)
        }
        #expect(many?.message.hasSuffix("cannot exceed 20 in total") == true)
    }

    @Test(
        "lists of tasks",
        arguments: [
            ("{}", nil),
            (#"{"start_time": "1000", "end_time": 2000, "limit": 500}"#, nil),
            (#"{"start_time": 2000, "end_time": 1000}"#, "start_time must not be after end_time"),
            (#"{"start_time": -1}"#, "start_time value '-1' is invalid"),
            (#"{"end_time": 9223372036854775807}"#, "end_time value"),
            (#"{"limit": 501}"#, "limit must be between 1 and 500"),
            (#"{"limit": 0}"#, "limit must be between"),
            (#"{"cursor": "not one"}"#, "cursor is invalid"),
            (#"{"cursor": "e30"}"#, "cursor is invalid"),
            (#"{"filters": [{"key": "status", "values": ["failed"]}]}"#, nil),
            (#"{"filters": [{"key": "status", "values": ["lost"]}]}"#, "filters.values value 'lost'"),
            (#"{"filters": [{"key": "color", "values": []}]}"#, "filters.key value 'color'"),
            (#"{"filters": [{"values": []}]}"#, "filters.key can not be null"),
        ])
    func taskLists(json: String, sentence: String?) { expect(TaskListBody.self, json, refusedWith: sentence) }

    @Test("a cursor comes back as it went, and overrides times and filters")
    func cursor() throws {
        let cursor = PageCursor(
            start: 5, end: 9, after: "17", filters: [ListFilter(key: "status", values: ["failed"])])
        #expect(try PageCursor(cursor.text) == cursor)
        let body = try read(TaskListBody.self, #"{"cursor": "\#(cursor.text)", "start_time": 1, "end_time": 2}"#)
        #expect(body.start == 5 && body.end == 9 && body.values(of: "status") == ["failed"] && body.limit == 100)
    }

    @Test("a page of tasks says whether there is more")
    func page() throws {
        let last = try object(TaskListView([], next: nil))
        #expect(last["has_more"] as? Bool == false && last["next_cursor"] as? String == "")
        let first = try object(TaskListView([], next: PageCursor(start: 0, end: 1, after: "1", filters: [])))
        #expect(first["has_more"] as? Bool == true && (first["next_cursor"] as? String)?.isEmpty == false)
    }

    private var task: StandardTaskView {
        let element = ElementView(
            id: 12, name: "dog", description: "", images: .init(frontal: "f", views: [.init(url: "v")]), tags: [],
            owner: "9", status: .deleted)
        return StandardTaskView(
            id: "1", status: .succeeded, message: "", createdAt: 1, updatedAt: 2, externalID: nil,
            outputs: [
                .video(id: "2", url: "u", watermarkURL: nil, duration: "5"),
                .image(url: "u", watermarkURL: "w", group: nil), .element(.init(element)),
            ],
            billing: [.init(units: "2.5", package: "video")])
    }

    @Test("outputs have their type, and callbacks their own words for elements")
    func outputs() throws {
        let view = try object(task)
        #expect(view["external_id"] as? String == "" && view["status"] as? String == "succeeded")
        let outputs = try #require(view["outputs"] as? [[String: Any]])
        #expect(outputs.map { $0["type"] as? String } == ["video", "image", "element"])
        #expect(outputs[0]["watermark_url"] == nil && outputs[1]["watermark_url"] as? String == "w")
        #expect(outputs[2]["status"] as? String == "deleted" && outputs[2]["id"] as? String == "12")
        let references = try #require(outputs[2]["references"] as? [[String: String]])
        #expect(references.map { $0["type"] } == ["frontal", "reference"])
        let callback = try object(CallbackView.standard(task))
        let element = try #require((callback["outputs"] as? [[String: Any]])?.last)
        #expect(element["references"] == nil)
        #expect((element["materials"] as? [[String: String]])?.map { $0["type"] } == ["frontal", "refer"])
        let billing = try #require((view["billing"] as? [[String: String]])?.first)
        #expect(billing == ["charge_type": "unit", "amount": "2.5", "package_type": "video"])
        #expect(
            Set(try object(StandardCreatedView(task)).keys) == [
                "id", "status", "create_time", "update_time", "external_id",
            ])
    }

    @Test("a legacy callback is the bare task")
    func legacyCallback() throws {
        let view = TaskView(
            taskID: "1", status: .failed, statusMessage: "no", info: .init(externalTaskID: "x"), result: nil,
            deduction: "0", createdAt: 1, updatedAt: 2)
        let payload = try object(CallbackView.legacy(view))
        #expect(payload["task_status_msg"] as? String == "no" && payload["code"] == nil)
    }

    @Test("costs need two times")
    func costs() throws {
        #expect(try CostsQuery(startTime: "1", endTime: "2", packName: "").packName == nil)
        #expect(throws: APIError.missing("start_time")) { try CostsQuery(startTime: "", endTime: "2", packName: nil) }
        #expect(throws: APIError.missing("end_time")) { try CostsQuery(startTime: "1", endTime: nil, packName: nil) }
        for end in ["0", "x", "1e5", "99999999999999999999", "-1"] {
            #expect(throws: APIError.self) { try CostsQuery(startTime: "1", endTime: end, packName: nil) }
        }
        let view = try object(
            CostsView([
                .init(
                    name: "a", id: "1", kind: .total, total: 10, remaining: 2.5, purchasedAt: 1, validFrom: 1,
                    validUntil: 2, status: .usedUp)
            ]))
        #expect(view["code"] as? Int == 0 && view["msg"] as? String == "SUCCEED")
        let pack = try #require((view["resource_pack_subscribe_infos"] as? [[String: Any]])?.first)
        #expect(pack["status"] as? String == "runOut" && pack["remaining_quantity"] as? Double == 2.5)
    }

    @Test("bills need times or a cursor, and know their filters")
    func bills() throws {
        func read(_ json: String, _ kind: BillingBody.Kind) throws -> BillingBody {
            try BillingBody.read(fromBody: Data(json.utf8), for: kind)
        }
        #expect(throws: APIError.missing("start_time")) { try read("{}", .balance) }
        #expect(throws: APIError.missing("end_time")) { try read(#"{"start_time": 1}"#, .balance) }
        #expect(try read(#"{"start_time": 1, "end_time": 2}"#, .package).limit == 500)
        let product = #"{"start_time": 1, "end_time": 2, "filters": [{"key": "product_type", "values": ["try-on"]}]}"#
        #expect(try read(product, .package).values(of: "product_type") == ["try-on"])
        #expect(throws: APIError.self) { try read(product, .balance) }
        let both = #"[{"key": "package_name", "values": ["a"]}, {"key": "package_id", "values": ["1"]}]"#
        #expect(throws: APIError.self) { try read(#"{"start_time": 1, "end_time": 2, "filters": \#(both)}"#, .package) }
        let cursor = PageCursor(start: 1, end: 2, after: "9", filters: []).text
        #expect(try read(#"{"cursor": "\#(cursor)"}"#, .balance).times == 1...2)
    }

    @Test("a bill's line has the task and what it took")
    func billLines() throws {
        let task = BilledTask(
            taskID: "1", apiKeyName: "k", function: "text2video", model: "kling-v3", resolution: "720p", duration: "5",
            hasReferenceVideo: false, deductedAt: 17)
        let package = PackageDetail(
            task: task, packageID: "p", product: "video", before: "10", amount: "2", after: "8")
        let view = try object(BillingView([package], next: nil))
        let result = try #require(view["result"] as? [String: Any])
        let line = try #require((result["detail"] as? [[String: Any]])?.first)
        #expect(result["count"] as? Int == 1 && line["deduction_time"] as? String == "17")
        #expect(line["task_id"] as? String == "1" && line["unit_after_deduction"] as? String == "8")
        let balance = try object(
            BalanceDetail(task: task, before: "10", amount: "2", after: "8", listPrice: "3", currency: "USD"))
        #expect(balance["cash_type"] as? String == "balance" && balance["video_sound"] as? String == "off")
    }

    @Test("what is not available says so")
    func unavailable() throws {
        #expect(Set(UnavailablePath.all.map(\.path)).count == UnavailablePath.all.count)
        let refusal = try #require(UnavailablePath.all.first { $0.path == "/v1/audio/tts" }).refusal
        #expect(refusal.status == 403 && refusal.code == 1103)
        #expect(refusal.message == "Text to speech is not available on this server.")
    }
}
