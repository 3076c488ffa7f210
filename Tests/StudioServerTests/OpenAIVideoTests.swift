import Foundation
import Hummingbird
import StudioDomain
import Testing

@Suite("OpenAI's videos") struct OpenAIVideoTests {
    private let path = "/v1/videos"

    @Test("a clip is ordered, made, listed and deleted")
    func lifecycle() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let created = try await client.post(path, #"{"prompt": "a dog", "seconds": "8", "size": "1920x1080"}"#)
            #expect(created.status == 200 && created["object"].string == "video")
            #expect(created["status"].string == "queued" && created["size"].string == "1920x1080")
            #expect(created["seconds"].string == "8" && created["progress"].int == 0)
            let id = try #require(created["id"].string)
            let job = try #require(try await trial.studio.job(id, of: trial.account.id))
            #expect(job.order.aspectRatio == AspectRatio("16:9") && job.price == Credits("6.4"))
            try await trial.render()
            let made = try await client.get("\(path)/\(id)")
            #expect(made["status"].string == "completed" && made["progress"].int == 100)
            #expect(made["error"] == .null && made["expires_at"].int == 1_802_592_000)
            #expect(try await client.get(path)["data"][0]["id"].string == id)
            #expect(try await client.get("\(path)/\(id)/content?variant=video").status == 200)
            #expect(try await client.get("\(path)/\(id)/content?variant=thumbnail").status == 400)
            let gone = try await client.send(.delete, "\(path)/\(id)")
            #expect(gone["deleted"].bool == true)
            #expect(try await client.get("\(path)/\(id)").status == 404)
            #expect(await trial.assets.kept.isEmpty)
        }
    }

    @Test("a form may bring the first frame")
    func form() async throws {
        let trial = try await ServerTrial()
        let picture = "png" + TestPicture.png(400, 300)
        let body = """
            --b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\na dog\r\n--b\r
            Content-Disposition: form-data; name="model"\r\n\r\nsora-2\r\n--b\r
            Content-Disposition: form-data; name="negative_prompt"\r\n\r\na cat\r\n--b\r
            Content-Disposition: form-data; name="seed"\r\n\r\n7\r\n--b\r
            Content-Disposition: form-data; name="input_reference"\r\n\r\nhttps://example.com/a.png\r\n--b--\r\n
            """
        try await trial.serve { client async throws in
            let type: HTTPFields = [.contentType: "multipart/form-data; boundary=b"]
            let answer = try await client.send(.post, path, body, headers: type)
            let job = try #require(try await trial.studio.job(answer["id"].string ?? "", of: trial.account.id))
            #expect(job.order.task == .imageToVideo && job.order.prompt == "a dog")
            #expect(job.order.negativePrompt == "a cat" && job.order.seed == 7)
            let broken = try await client.send(.post, path, picture, headers: type)
            #expect(broken.status == 400 && broken["error"]["type"].string == "invalid_request_error")
        }
    }

    @Test("pages go on after an identifier, in both orders")
    func pages() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            var ids: [String] = []
            for _ in 0..<3 {
                trial.wait(1)
                ids.append(try #require(try await client.post(path, #"{"prompt": "a dog"}"#)["id"].string))
            }
            func page(_ query: String) async throws -> [String] {
                try await client.get("\(path)?\(query)")["data"].array.compactMap { $0["id"].string }
            }
            #expect(try await page("limit=2") == [ids[2], ids[1]])
            #expect(try await page("limit=2&after=\(ids[1])") == [ids[0]])
            #expect(try await page("limit=2&order=asc") == [ids[0], ids[1]])
            #expect(try await page("limit=2&order=asc&after=\(ids[1])") == [ids[2]])
            #expect(try await client.get("\(path)?limit=2")["has_more"].bool == true)
            #expect(try await client.get("\(path)?limit=0").status == 400)
        }
    }

    @Test("refusals are in OpenAI's shape")
    func refusals() async throws {
        let trial = try await ServerTrial(credits: 0)
        try await trial.serve { client async throws in
            let poor = try await client.post(path, #"{"prompt": "a dog"}"#)
            #expect(poor.status == 429 && poor["error"]["type"].string == "insufficient_quota")
            #expect(poor["error"]["message"].string == "Account balance not enough" && poor["code"] == .null)
            let stranger = try await client.send(.get, path, bearer: "nonsense")
            #expect(stranger.status == 401 && stranger["error"]["type"].string == "authentication_error")
            let unknown = try await client.post(path, #"{"prompt": "a dog", "model": "veo"}"#)
            #expect(unknown.status == 404 && unknown["error"]["type"].string == "not_found_error")
        }
    }

    @Test("a cancelled clip is a failed one, and costs nothing")
    func cancels() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let id = try #require(try await client.post(path, #"{"prompt": "a dog"}"#)["id"].string)
            let answer = try await client.post("\(path)/\(id)/cancel")
            #expect(answer["status"].string == "failed" && answer["error"]["code"].string == "cancelled")
            // One that waits can be deleted, too.
            let other = try #require(try await client.post(path, #"{"prompt": "a dog"}"#)["id"].string)
            #expect(try await client.send(.delete, "\(path)/\(other)").status == 200)
            let left = try await trial.store.read { try $0.grants(of: trial.account.id)[0].remaining }
            #expect(left == Credits(1000))
        }
    }
}
