import Foundation
import StudioDomain
import Testing

/// Each family's body becomes the order and the price that it should.
@Suite("Families") struct FamilyTests {
    private func order(_ trial: ServerTrial, _ client: Client, _ path: String, _ body: String) async throws -> Job {
        let answer = try await client.post(path, body)
        try #require(answer.code == 0, "\(answer.message)")
        return try #require(
            try await trial.studio.job(answer.data["task_id"].string ?? "", of: trial.account.id))
    }

    @Test("a clip goes on from its end, at its model's price")
    func extends() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let first = try await order(
                trial, client, "/v1/videos/text2video",
                #"{"prompt": "a dog", "model_name": "kling-v1-6", "mode": "pro"}"#)
            try await trial.render()
            let made = try await client.get("/v1/videos/text2video/\(first.id)").data["task_result"]["videos"][0]
            let video = try #require(made["id"].string)
            let job = try await order(
                trial, client, "/v1/videos/video-extend", #"{"video_id": "\#(video)", "prompt": "it runs"}"#)
            #expect(job.order.task == .extendVideo(backwards: false) && job.order.seconds == 5)
            #expect(job.order.inputs == [OrderInput(role: .clip, source: .asset(AssetID(video)!))])
            #expect(job.price == Credits("3.5") && job.tariff.model == "kling-v1-6")
            let parent = try await client.get("/v1/videos/video-extend/\(job.id)").data["task_info"]["parent_video"]
            #expect(parent["id"].string == video && parent["duration"].string == "5.041")
            // Neither what is not there nor what another made can be extended.
            for video in ["1", "x", job.id.description] {
                #expect(try await client.post("/v1/videos/video-extend", #"{"video_id": "\#(video)"}"#).code == 1201)
            }
        }
    }

    @Test("newer models' clips cannot be extended")
    func notExtendable() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let first = try await order(
                trial, client, "/v1/videos/text2video", #"{"prompt": "a dog", "model_name": "kling-v3"}"#)
            try await trial.render()
            let path = "/v1/videos/text2video/\(first.id)"
            let video = try await client.get(path).data["task_result"]["videos"][0]["id"].string ?? ""
            #expect(try await client.post("/v1/videos/video-extend", #"{"video_id": "\#(video)"}"#).code == 1201)
        }
    }

    @Test("subjects, effects and pictures")
    func others() async throws {
        let trial = try await ServerTrial(concurrency: 100)
        let picture = TestPicture.png(400, 400)
        try await trial.serve { client async throws in
            let multi = try await order(
                trial, client, "/v1/videos/multi-image2video",
                #"{"prompt": "a dog", "image_list": [{"image": "\#(picture)"}, {"image": "\#(picture)"}]}"#)
            #expect(multi.order.task == .referencesToVideo && multi.order.inputs.count == 2)
            #expect(multi.price == Credits(2))

            let effect = try await order(
                trial, client, "/v1/videos/effects",
                #"{"effect_scene": "hug_pro", "input": {"images": ["\#(picture)", "\#(picture)"], "duration": "5"}}"#)
            #expect(effect.order.task == .effect(scene: "hug_pro") && effect.order.inputs.count == 2)
            #expect(effect.price == Credits("3.5"))

            let images = try await order(
                trial, client, "/v1/images/generations",
                #"{"prompt": "a dog", "n": 3, "aspect_ratio": "21:9", "resolution": "2k"}"#)
            #expect(images.order.task == .textToImage && images.order.count == 3 && images.slots == 3)
            #expect(images.price == Credits(24) && images.product == .image)

            let again = try await order(
                trial, client, "/v1/images/generations",
                #"{"prompt": "a dog", "image": "\#(picture)", "image_fidelity": 0.75}"#)
            #expect(again.order.task == .imageToImage(strength: 0.25))

            let wider = try await order(
                trial, client, "/v1/images/editing/expand",
                """
                {"image": "\(picture)", "up_expansion_ratio": 0, "down_expansion_ratio": 0, "left_expansion_ratio": 0.5,
                 "right_expansion_ratio": 1}
                """)
            #expect(wider.order.task == .expandImage(up: 0, down: 0, left: 0.5, right: 1))

            let subjects = try await order(
                trial, client, "/v1/images/multi-image2image",
                #"{"subject_image_list": [{"subject_image": "\#(picture)"}], "scene_image": "\#(picture)"}"#)
            #expect(subjects.order.task == .referencesToImage && subjects.price == Credits(16))

            let omni = try await order(
                trial, client, "/v1/videos/omni-video",
                """
                {"prompt": "<<<image_1>>> runs", "image_list": [{"image_url": "\(picture)"}], "aspect_ratio": "1:1",
                 "duration": 7}
                """)
            #expect(omni.order.task == .referencesToVideo && omni.price == Credits("5.6"))

            let omniImage = try await order(
                trial, client, "/v1/images/omni-image",
                #"{"prompt": "<<<image_1>>>", "image_list": [{"image": "\#(picture)"}]}"#)
            #expect(omniImage.order.task == .referencesToImage && omniImage.price == Credits(8))
        }
    }

    @Test("pictures are shown in order")
    func imageResults() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let job = try await order(trial, client, "/v1/images/generations", #"{"prompt": "a dog", "n": 2}"#)
            try await trial.render(count: 2)
            let images = try await client.get("/v1/images/generations/\(job.id)").data["task_result"]["images"]
            #expect(images.array.map { $0["index"].int } == [0, 1])
            #expect(images[0]["url"].string?.contains(".png") == true)
        }
    }
}
