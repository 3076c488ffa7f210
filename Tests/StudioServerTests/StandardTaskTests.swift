import Foundation
import StudioDomain
import Testing

@Suite("New-standard tasks") struct StandardTaskTests {
    private let path = "/text-to-video/kling-3.0"
    private let dog = #"{"prompt": "a dog", "settings": {"duration": 3}, "options": {"external_task_id": "dog"}}"#

    @Test("a clip is ordered, made and found again")
    func lifecycle() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let created = try await client.post(path, dog)
            #expect(created.code == 0 && created.data["status"].string == "submitted")
            #expect(created.data["external_id"].string == "dog")
            #expect(created.data.keys == ["id", "status", "create_time", "update_time", "external_id"])
            let id = try #require(created.data["id"].string)
            try await trial.render(seconds: 3.04)
            for query in ["task_ids=\(id),17", "external_task_ids=nothing,dog"] {
                let tasks = try await client.get("/tasks?\(query)").data
                #expect(tasks.array.count == 1)
                #expect(tasks[0]["status"].string == "succeeded")
                #expect(tasks[0]["outputs"][0]["type"].string == "video")
                #expect(tasks[0]["outputs"][0]["duration"].string == "3.04")
                #expect(tasks[0]["billing"][0]["amount"].string == "1.8")
            }
            #expect(try await client.post(path, dog).message == "External_task_id dog already exists")
        }
    }

    @Test("tokens are 1002 here")
    func tokens() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            for bearer in [trial.token(), "nonsense"] {
                let answer = try await client.send(.post, path, dog, bearer: bearer)
                #expect(answer.status == 401 && answer.code == 1002 && answer.message.contains("API key"))
            }
        }
    }

    @Test(
        "models and settings that there are not",
        arguments: [
            ("/text-to-video/kling-9", #"{"prompt": "a"}"#, 1203),
            ("/text-to-video/kling-o1", #"{"prompt": "a"}"#, 1201),
            ("/text-to-video/kling-3.0", #"{"prompt": "a", "settings": {"resolution": "8k"}}"#, 1201),
            ("/text-to-video/kling-3.0", #"{"prompt": "a", "settings": {"audio": "native"}}"#, 1103),
            ("/motion-control/kling-3.0", "{}", 1103),
        ])
    func refuses(path: String, body: String, code: Int) async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in #expect(try await client.post(path, body).code == code) }
    }

    @Test("a first frame is the start of the clip, at the price of its resolution")
    func firstFrame() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let body = """
                {"contents": [{"type": "prompt", "text": "@image_1 runs"},
                              {"type": "first_frame", "url": "\(TestPicture.png(400, 400))"}],
                 "settings": {"resolution": "1080p"}}
                """
            let answer = try await client.post("/image-to-video/kling-2.5-turbo", body)
            let job = try #require(
                try await trial.studio.job(answer.data["id"].string ?? "", of: trial.account.id))
            #expect(job.order.task == .imageToVideo && job.order.inputs.map(\.role) == [.firstFrame])
            #expect(job.price == Credits("2.5") && job.tariff.model == "kling-v2-5-turbo")
            #expect(job.surface == "image-to-video/kling-2.5-turbo")
        }
    }

    @Test("all tasks are listed by pages, and only those that are asked for")
    func list() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            var ids: [String] = []
            for index in 0..<5 {
                trial.wait(1)
                let answer =
                    index == 2
                    ? try await client.post("/v1/images/generations", #"{"prompt": "a dog"}"#)
                    : try await client.post("/v1/videos/text2video", #"{"prompt": "a dog"}"#)
                ids.insert(try #require(answer.data["task_id"].string), at: 0)
            }
            var (listed, cursor, pages) = ([String](), "", 0)
            repeat {
                let page = try await client.post("/tasks", #"{"limit": 2, "cursor": "\#(cursor)"}"#).data
                listed += page["result"].array.compactMap { $0["id"].string }
                #expect(page["count"].int == page["result"].array.count)
                cursor = page["next_cursor"].string ?? ""
                #expect(page["has_more"].bool == !cursor.isEmpty)
                pages += 1
            } while !cursor.isEmpty && pages < 9
            #expect(listed == ids && pages == 3)

            func found(_ body: String) async throws -> [String] {
                try await client.post("/tasks", body).data["result"].array.compactMap { $0["id"].string }
            }
            let images = #"{"filters": [{"key": "product_type", "values": ["image"]}]}"#
            #expect(try await found(images) == [ids[2]])
            #expect(try await found(#"{"filters": [{"key": "product_type", "values": ["try_on"]}]}"#) == [])
            #expect(try await found(#"{"filters": [{"key": "status", "values": ["failed"]}]}"#) == [])
            #expect(
                try await found(#"{"start_time": "1800000001000", "end_time": 1800000002000}"#) == [ids[3], ids[4]])
            #expect(
                try await client.get("/tasks?task_ids=\((0..<21).map(String.init).joined(separator: ","))").code == 1201
            )
        }
    }
}
