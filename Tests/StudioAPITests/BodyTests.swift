import Foundation
import StudioAPI
import Testing

@Suite("Request bodies") struct BodyTests {
    @Test("what clients send is read: nulls, empty strings, extra fields, numbers as strings")
    func lenient() throws {
        let body = try read(
            TextToVideoBody.self,
            #"""
            {"model": "kling-v1-6", "model_name": null, "prompt": "a dog", "negative_prompt": "", "cfg_scale": 0.5,
             "mode": "", "duration": "10", "camera_control": {"type": null, "config": null}, "callback_url": "",
             "external_task_id": "", "sound": "off", "unknown": [1, 2]}
            """#)
        #expect(body.video.model.name == "kling-v1" && body.prompt == "a dog" && body.video.negativePrompt == nil)
        #expect(body.video.duration == 10 && body.video.mode == .std && body.video.camera == nil)
        #expect(body.aspectRatio == "16:9" && body.common.callbackURL == nil && body.common.externalTaskID == nil)
        #expect(try read(TextToVideoBody.self, #"{"prompt": "a", "duration": 5}"#).video.duration == 5)
    }

    @Test("what newer models ignore is ignored")
    func ignored() throws {
        let body = try read(
            TextToVideoBody.self,
            #"{"prompt": "a", "model_name": "kling-v2-master", "mode": "pro", "cfg_scale": 0.7}"#)
        #expect(body.video.mode == nil && body.video.guidance == nil)
    }

    @Test("one camera axis, or a preset")
    func camera() throws {
        let simple = #"{"prompt": "a", "camera_control": {"type": "simple", "config": {"zoom": 5, "pan": 0}}}"#
        #expect(try read(TextToVideoBody.self, simple).video.camera == .simple(axis: "zoom", amount: 5))
        let preset = #"{"prompt": "a", "camera_control": {"type": "down_back", "config": {"zoom": 5, "pan": 3}}}"#
        #expect(try read(TextToVideoBody.self, preset).video.camera == .preset("down_back"))
    }

    @Test(
        "what is wrong is said",
        arguments: [
            (#"{"prompt": ""}"#, "prompt can not be null"),
            (#"{"prompt": 3}"#, "Failed to resolve the request body"),
            (#"[1]"#, "Failed to resolve the request body"),
            (#"{"prompt": "a", "duration": "7"}"#, "duration value '7'"),
            (#"{"prompt": "a", "mode": "ultra"}"#, "mode value 'ultra'"),
            (#"{"prompt": "a", "cfg_scale": 2}"#, "cfg_scale must be"),
            (#"{"prompt": "a", "model_name": "kling-v2-1"}"#, "model is not supported"),
            (#"{"prompt": "a", "model_name": "sora"}"#, "not supported for this API"),
            (#"{"prompt": "a", "callback_url": "file:///etc/passwd"}"#, "callback_url"),
            (#"{"prompt": "a", "aspect_ratio": "2:1"}"#, "aspect_ratio value '2:1'"),
            (
                #"{"prompt": "a", "camera_control": {"type": "simple", "config": {"zoom": 5, "pan": 1}}}"#,
                "only one value"
            ),
        ])
    func refuses(json: String, sentence: String) {
        let error = #expect(throws: APIError.self) { try read(TextToVideoBody.self, json) }
        #expect(error?.message.contains(sentence) == true, "\(error?.message ?? "")")
    }

    @Test("a prompt may have 2500 characters")
    func longPrompt() throws {
        func body(_ count: Int) -> String { #"{"prompt": "\#(String(repeating: "狗", count: count))"}"# }
        _ = try read(TextToVideoBody.self, body(2500))
        #expect(throws: APIError.self) { try read(TextToVideoBody.self, body(2501)) }
    }

    @Test(
        "first and last frames, brushes and cameras as the models allow them",
        arguments: [
            (#""image": "aGk=""#, nil),
            (
                #""image": "https://example.com/a.png", "model_name": "kling-v3", "image_tail": "aGk=", "prompt": "a""#,
                nil
            ),
            (#""image_tail": "aGk=", "model_name": "kling-v1-6", "mode": "pro""#, nil),
            (#""image_tail": "aGk=""#, "image_tail is not supported"),
            (#""image": """#, "image can not be null"),
            (#""image": "data:image/png;base64,aGk=""#, "File is not in a valid base64 format"),
            (#""image": "aGk=", "static_mask": "aGk=", "image_tail": "aGk=""#, "exclude each other"),
            (
                #""image": "aGk=", "dynamic_masks": [{"mask": "aGk=", "trajectories": [{"x": 1, "y": 2}]}]"#,
                "at least 2 points"
            ),
            (#""image": "aGk=", "static_mask": "aGk=", "model_name": "kling-v2-6""#, "motion brush is not supported"),
            (
                #""image": "aGk=", "model_name": "kling-v3", "prompt": "a <<<element_2>>>", "#
                    + #""element_list": [{"element_id": "12"}, {"element_id": 13}]"#, nil
            ),
        ])
    func imageToVideo(fields: String, sentence: String?) throws {
        do {
            _ = try read(ImageToVideoBody.self, "{\(fields)}")
            #expect(sentence == nil)
        } catch {
            #expect(sentence.map { error.message.contains($0) } == true, "\(error.message)")
        }
    }

    @Test("pictures and canvases have their limits")
    func images() throws {
        let made = try read(
            ImageGenerationBody.self, #"{"prompt": "a", "n": 9, "resolution": "2k", "aspect_ratio": "21:9"}"#)
        #expect(made.count == 9 && made.model == "kling-v3" && made.fidelity == 0.5)
        #expect(throws: APIError.self) { try read(ImageGenerationBody.self, #"{"prompt": "a", "n": 10}"#) }
        #expect(throws: APIError.self) {
            try read(ImageGenerationBody.self, #"{"prompt": "a", "image_reference": "face"}"#)
        }
        let four = #""up_expansion_ratio": 1, "down_expansion_ratio": 0, "left_expansion_ratio": 0.5"#
        _ = try read(ExpandBody.self, #"{"image": "aGk=", \#(four), "right_expansion_ratio": 0}"#)
        #expect(throws: APIError.self) { try read(ExpandBody.self, #"{"image": "aGk=", \#(four)}"#) }
        #expect(throws: APIError.self) {
            try read(ExpandBody.self, #"{"image": "aGk=", \#(four), "right_expansion_ratio": 1}"#)
        }
    }
}
