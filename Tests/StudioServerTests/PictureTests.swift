import Foundation
import StudioDomain
import Testing

@Suite("Given pictures") struct PictureTests {
    private let path = "/v1/videos/image2video"

    @Test("a picture is kept for its job")
    func keeps() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let picture = TestPicture.png(400, 300)
            let body =
                #"{"image": "\#(picture)", "image_tail": "https://example.com/a.png", "model_name": "kling-v3", "prompt": "a"}"#
            let id = try #require(try await client.post(path, body).data["task_id"].string)
            let inputs = try #require(try await trial.studio.job(id, of: trial.account.id)).order.inputs
            #expect(inputs.map(\.role) == [.firstFrame, .lastFrame])
            guard case .asset(let asset) = inputs[0].source else {
                Issue.record("the first frame is not kept")
                return
            }
            #expect(inputs[1].source == .remote(URL(string: "https://example.com/a.png")!))
            #expect(await trial.assets.kept[asset] == Data(base64Encoded: picture))
            let kept = try #require(try await trial.studio.asset(asset))
            #expect(kept.mediaType == "image/png" && kept.account == trial.account.id && kept.job == nil)
        }
    }

    @Test("nothing of a refused request is kept")
    func forgets() async throws {
        let trial = try await ServerTrial(credits: 0)
        try await trial.serve { client async throws in
            let answer = try await client.post(path, #"{"image": "\#(TestPicture.png(400, 300))"}"#)
            #expect(answer.code == 1102)
            #expect(await trial.assets.kept.isEmpty)
        }
    }

    @Test(
        "what Kling refuses is refused",
        arguments: [
            (TestPicture.png(299, 400), "Image pixel is invalid"),
            (TestPicture.png(300, 751), "Image aspect ratio is invalid"),
            (Data("GIF89a....................................".utf8).base64EncodedString(), "Image format is invalid"),
            (String(TestPicture.png(400, 400).prefix(24)), "Image format is invalid"),
            ("data:image/png;base64,\(TestPicture.png(400, 400))", "File is not in a valid base64 format"),
            (TestPicture.png(400, 400, bytes: 10 << 20 + 1), "Image size is invalid"),
            (TestPicture.png(17_000, 10_000), "Image pixel is invalid"),
        ])
    func refuses(picture: String, words: String) async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let answer = try await client.post(path, #"{"image": "\#(picture)"}"#)
            #expect(answer.status == 400 && answer.code == 1201 && answer.message.contains(words), "\(answer.message)")
        }
    }

    @Test("an operator may allow small pictures")
    func lenient() async throws {
        let trial = try await ServerTrial { $0.pictures = .lenient }
        try await trial.serve { client async throws in
            #expect(try await client.post(path, #"{"image": "\#(TestPicture.png(8, 100))"}"#).code == 0)
        }
    }

    @Test("a JPEG's size stands in its start of frame")
    func jpeg() async throws {
        // SOI, an application segment of 16 bytes, a quantization table of 4, SOF2 of 300 lines by 500 samples.
        var bytes: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array(repeating: 0, count: 14)
        bytes += [0xFF, 0xDB, 0, 4, 0xC0, 0xC0, 0xFF, 0xC2, 0, 11, 8]
        bytes += [0x01, 0x2C, 0x01, 0xF4, 1, 0, 0, 0]
        let trial = try await ServerTrial()
        let body = #"{"image": "\#(Data(bytes).base64EncodedString())"}"#
        try await trial.serve { client async throws in
            #expect(try await client.post(path, body).code == 0)
        }
    }

    @Test("masks and paths reach whoever renders, whatever their size")
    func brush() async throws {
        let trial = try await ServerTrial()
        let mask = TestPicture.png(40, 30)
        try await trial.serve { client async throws in
            let body = """
                {"image": "\(TestPicture.png(400, 300))", "static_mask": "\(mask)", "dynamic_masks": [
                    {"mask": "\(mask)", "trajectories": [{"x": 1, "y": 2}, {"x": 3, "y": 4}]}]}
                """
            let id = try #require(try await client.post(path, body).data["task_id"].string)
            let order = try #require(try await trial.studio.job(id, of: trial.account.id)).order
            #expect(order.task == .motionBrush)
            #expect(order.inputs.map(\.role) == [.firstFrame, .staticRegion, .movingRegion])
            #expect(order.inputs[2].path == [.init(x: 1, y: 2), .init(x: 3, y: 4)])
        }
    }
}
