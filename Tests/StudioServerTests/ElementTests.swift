import Foundation
import StudioDomain
import Testing

@Suite("Elements") struct ElementTests {
    private let path = "/v1/general/advanced-custom-elements"
    private var body: String {
        """
        {"element_name": "Rex", "element_description": "a small dog", "reference_type": "image_refer",
         "element_image_list": {"frontal_image": "\(TestPicture.png(400, 400))",
                                "refer_images": [{"image_url": "https://example.com/side.png"}]},
         "tag_list": [{"tag_id": "o_103"}], "external_task_id": "rex"}
        """
    }

    @Test("an element is kept, found, used and deleted")
    func lifecycle() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let made = try await client.post(path, body)
            #expect(made.code == 0 && made.data["task_status"].string == "succeed")
            let element = made.data["task_result"]["elements"][0]
            let id = try #require(element["element_id"].int)
            #expect(id < 1 << 53 && element["element_name"].string == "Rex")
            #expect(element["tag_list"][0]["id"].string == "o_103" && element["status"].string == "succeed")
            let task = try #require(made.data["task_id"].string)
            #expect(try await client.get("\(path)/\(task)").data["task_result"]["elements"][0] == element)
            #expect(try await client.get(path).data.array.count == 1)

            let clip = try await client.post(
                "/v1/videos/image2video",
                """
                {"model_name": "kling-v3", "prompt": "<<<element_1>>> runs", "image": "\(TestPicture.png(400, 400))",
                 "element_list": [{"element_id": "\(id)"}]}
                """)
            let job = try #require(
                try await trial.studio.job(clip.data["task_id"].string ?? "", of: trial.account.id))
            #expect(job.order.inputs.map(\.role) == [.firstFrame, .reference, .reference])
            #expect(job.order.inputs[1].words == "a small dog")

            for delete in ["/v1/general/delete-advanced-elements", "/v1/general/delete-elements"] {
                let answer = try await client.post(delete, #"{"element_id": "\#(id)"}"#)
                #expect(answer.code == (delete.contains("advanced") ? 0 : 1201))
            }
            #expect(try await client.get(path).data.array.isEmpty)
            let late =
                #"{"model_name": "kling-v3", "prompt": "a", "image": "\#(TestPicture.png(400, 400))", "element_list": [{"element_id": \#(id)}]}"#
            #expect(try await client.post("/v1/videos/image2video", late).code == 1201)
        }
    }

    @Test("the older form answers with the element itself")
    func older() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let picture = TestPicture.png(400, 400)
            let answer = try await client.post(
                "/v1/general/custom-elements",
                """
                {"element_name": "Rex", "element_description": "a dog", "element_frontal_image": "\(picture)",
                 "element_refer_list": [{"image_url": "\(picture)"}]}
                """)
            #expect(answer.code == 0 && answer.data["element_name"].string == "Rex")
            #expect(try await client.get("/v1/general/custom-elements").data.array.count == 1)
            #expect(await trial.assets.kept.count == 2)
        }
    }

    @Test("an element of a video is 1103, one with bad words 1301")
    func refuses() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let video = """
                {"element_name": "Rex", "element_description": "a dog", "reference_type": "video_refer",
                 "element_video_list": {"refer_videos": [{"video_url": "https://example.com/a.mp4"}]}}
                """
            let ofVideo = try await client.post(path, video)
            #expect(ofVideo.code == 1103)
            let ofBadWords = try await client.post(path, body.replacing("a small dog", with: "porn"))
            #expect(ofBadWords.code == 1301)
            #expect(await trial.assets.kept.isEmpty)
        }
    }
}
