import Foundation
import StudioDomain
import Testing

@Suite("Legacy tasks") struct LegacyTaskTests {
    private let path = "/v1/videos/text2video"
    private let dog = #"{"prompt": "a dog", "model_name": "kling-v1", "negative_prompt": "", "cfg_scale": 0.5}"#

    @Test("a clip is ordered, made and found again, as the vendor's clients read it")
    func lifecycle() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let created = try await client.post(path, dog)
            #expect(created.status == 200 && created.code == 0 && created.message == "SUCCEED")
            #expect(created.headers[.init("x-request-id")!] == created["request_id"].string)
            let id = try #require(created.data["task_id"].string)
            #expect(created.data["task_status"].string == "submitted")
            #expect(created.data["task_info"].keys == ["external_task_id"])
            #expect(created.data["created_at"].int == 1_800_000_000_000)

            _ = try await trial.studio.claimNext(for: WorkerID("w"), models: ["toybox"])
            #expect(try await client.get("\(path)/\(id)").data["task_status"].string == "processing")
            _ = try await trial.studio.giveBack(JobID(id)!, by: WorkerID("w"))
            trial.wait(20)
            try await trial.render()

            let done = try await client.get("\(path)//\(id)/").data
            #expect(done["task_status"].string == "succeed" && done["task_status_msg"].string == "")
            #expect(done["final_unit_deduction"].string == "1")
            #expect(done["updated_at"].int == 1_800_000_020_000)
            let video = done["task_result"]["videos"][0]
            #expect(video["duration"].string == "5.041" && video["id"].string?.count == 18)
            #expect(video["url"].string?.hasPrefix("http://127.0.0.1:8080/assets/") == true)
            #expect(done["task_result"].keys == ["videos"])
        }
    }

    @Test("what is ordered reaches whoever renders")
    func order() async throws {
        let trial = try await ServerTrial {
            $0.models.entries["kling-v2-5-turbo"] = .init(model: "wan", resolutions: [.pro: .p1080])
        }
        try await trial.serve { client async throws in
            let body = """
                {"prompt": "a dog", "negative_prompt": "rain", "model_name": "kling-v2-5-turbo", "mode": "pro",
                 "aspect_ratio": "9:16", "duration": "10", "callback_url": "https://example.com/done"}
                """
            let id = try #require(try await client.post(path, body).data["task_id"].string)
            let job = try #require(try await trial.studio.job(id, of: trial.account.id))
            #expect(job.model == "wan" && job.price == Credits(5) && job.slots == 1)
            #expect(job.tariff.model == "kling-v2-5-turbo" && job.tariff.tier == .pro)
            #expect(job.callback?.absoluteString == "https://example.com/done")
            #expect(
                job.order
                    == Order(
                        task: .textToVideo, prompt: "a dog", negativePrompt: "rain",
                        aspectRatio: AspectRatio("9:16"), resolution: .p1080, seconds: 10))
        }
    }

    @Test("a client's own name is good for one task, and finds it")
    func externalID() async throws {
        let trial = try await ServerTrial()
        let body = #"{"prompt": "a dog", "external_task_id": "my clip/1"}"#
        try await trial.serve { client async throws in
            let first = try await client.post(path, body)
            #expect(first.data["task_info"]["external_task_id"].string == "my clip/1")
            let second = try await client.post(path, body)
            #expect(second.status == 400 && second.code == 1201)
            #expect(second.message == "External_task_id my clip/1 already exists" && second.data == .null)
            let found = try await client.get("\(path)/my%20clip%2F1")
            #expect(found.data["task_id"] == first.data["task_id"])
            #expect(try await trial.studio.jobs(JobQuery(), limit: 10).count == 1)
            // An empty name is none.
            for _ in 0..<2 {
                #expect(try await client.post(path, #"{"prompt": "a dog", "external_task_id": ""}"#).code == 0)
            }
        }
    }

    @Test("an unknown task, another path's and another account's are not found")
    func notFound() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let id = try #require(try await client.post(path, dog).data["task_id"].string)
            let other = try await trial.studio.open("eve", by: "test")
            let job = try await trial.studio.job(id, of: other.id)
            #expect(job == nil)
            for path in ["\(path)/123", "\(path)/nothing", "/v1/videos/image2video/\(id)"] {
                let answer = try await client.get(path)
                #expect(answer.status == 400 && answer.code == 1201)
                #expect(answer.message.hasPrefix("Task not found by id/external id: "))
            }
        }
    }

    @Test("lists have pages, newest first")
    func pages() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            var ids: [String] = []
            for _ in 0..<5 {
                trial.wait(1)
                ids.append(try #require(try await client.post(path, dog).data["task_id"].string))
            }
            ids.reverse()
            func page(_ query: String) async throws -> [String] {
                try await client.get("\(path)\(query)").data.array.compactMap { $0["task_id"].string }
            }
            #expect(try await page("") == ids)
            #expect(try await page("?pageNum=2&pageSize=2") == Array(ids[2..<4]))
            #expect(try await page("?pageNum=9&pageSize=2") == [])
            for query in ["?pageNum=0", "?pageNum=1001", "?pageSize=501", "?pageSize=0", "?pageSize=x"] {
                let answer = try await client.get("\(path)\(query)")
                #expect(answer.status == 400 && answer.code == 1201, "\(query)")
            }
        }
    }

    @Test("a failed task is no failed request")
    func failed() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let id = try #require(try await client.post(path, dog).data["task_id"].string)
            _ = try await trial.studio.claimNext(for: WorkerID("w"), models: ["toybox"])
            _ = try await trial.studio.fail(JobID(id)!, by: WorkerID("w"), reason: "Too much memory is needed.")
            let answer = try await client.get("\(path)/\(id)")
            #expect(answer.status == 200 && answer.code == 0)
            #expect(answer.data["task_status"].string == "failed")
            #expect(answer.data["task_status_msg"].string == "Too much memory is needed.")
            #expect(answer.data["final_unit_deduction"].string == "0" && answer.data["task_result"] == .null)
        }
    }

    @Test("a cancelled task is shown as failed and costs nothing")
    func cancels() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let id = try #require(try await client.post(path, dog).data["task_id"].string)
            for _ in 0..<2 {
                let answer = try await client.post("\(path)/\(id)/cancel")
                #expect(answer.data["task_status"].string == "failed")
                #expect(answer.data["task_status_msg"].string == "Cancelled.")
            }
            let left = try await trial.store.read { try $0.grants(of: trial.account.id)[0].remaining }
            #expect(left == Credits(1000))
        }
    }

    @Test("more tasks than the pack allows are 1303, and nothing is created")
    func concurrency() async throws {
        let trial = try await ServerTrial(concurrency: 2)
        try await trial.serve { client async throws in
            for _ in 0..<2 { #expect(try await client.post(path, dog).code == 0) }
            let answer = try await client.post(path, dog)
            #expect(answer.status == 429 && answer.code == 1303)
            #expect(answer.message == "parallel task over resource pack limit")
            // Pictures are counted for themselves, by their number.
            let pictures = "/v1/images/generations"
            #expect(try await client.post(pictures, #"{"prompt": "a dog", "n": 3}"#).code == 1303)
            #expect(try await client.post(pictures, #"{"prompt": "a dog", "n": 2}"#).code == 0)
            // All three, since those of one millisecond are in no order.
            for _ in 0..<3 { try await trial.render() }
            #expect(try await client.post(path, dog).code == 0)
        }
    }

    @Test("no credits are 1102")
    func credits() async throws {
        for credits in [0, 1] {
            let trial = try await ServerTrial(credits: credits)
            try await trial.serve { client async throws in
                let answer = try await client.post(path, #"{"prompt": "a dog", "duration": 10}"#)
                #expect(answer.status == 429 && answer.code == 1102)
                #expect(answer.message == "Account balance not enough" && answer.data == .null)
            }
        }
    }

    @Test("words that the policy refuses are 1301, wherever they stand")
    func policy() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            for field in ["prompt", "negative_prompt"] {
                var fields = ["prompt": "a dog"]
                fields[field] = "a porn film"
                let body = String(decoding: try JSONEncoder().encode(fields), as: UTF8.self)
                let answer = try await client.post(path, body)
                #expect(answer.status == 400 && answer.code == 1301)
                #expect(!answer.message.contains("porn"))
            }
        }
    }

    @Test(
        "a model that is not for this path is 1201, an unknown one 1203, sound 1103",
        arguments: [
            (#""model_name": "kling-v2-1""#, 400, 1201), (#""model_name": "sora""#, 404, 1203),
            (#""model_name": "kling-v3", "sound": "on""#, 403, 1103), (#""sound": true"#, 400, 1201),
        ])
    func models(field: String, status: Int, code: Int) async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let answer = try await client.post(path, #"{"prompt": "a dog", \#(field)}"#)
            #expect(answer.status == status && answer.code == code)
        }
    }

    @Test("the same paths lie below a proxy's")
    func proxy() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let id = try #require(try await client.post("/proxy/kling\(path)", dog).data["task_id"].string)
            #expect(try await client.get("\(path)/\(id)").code == 0)
        }
    }

    @Test(
        "families that this server does not have are 1103",
        arguments: [
            "/v1/videos/lip-sync", "/v1/audio/tts", "/v1/images/kolors-virtual-try-on", "/v1/videos/motion-control",
        ])
    func unavailable(path: String) async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let answer = try await client.post(path)
            #expect(answer.status == 403 && answer.code == 1103 && answer.message.hasSuffix("server."))
        }
    }
}
