import StudioAPI
import Testing

@Suite("What models can be asked for") struct CapabilityTests {
    @Test(
        "text to video follows the matrix",
        arguments: [
            (#""model_name": "kling-v3", "mode": "4k", "duration": "15""#, nil),
            (#""model_name": "kling-v2-6", "mode": "4k""#, "mode value '4k' is invalid"),
            (#""model_name": "kling-v2-6", "mode": "pro", "sound": "on""#, nil),
            (#""model_name": "kling-v2-6", "sound": "on""#, "sound on is not supported by kling-v2-6 in mode std"),
            (#""sound": "on""#, "sound on is not supported by kling-v1"),
            (#""sound": true"#, "Failed to resolve the request body"),
            (#""sound": "loud""#, "sound value 'loud' is invalid"),
            (#""multi_shot": "true", "shot_type": "intelligence""#, "multi_shot is not supported by kling-v1"),
            (#""multi_shot": false, "shot_type": "whatever""#, "shot_type value 'whatever' is invalid"),
            (#""multi_shot": false, "multi_prompt": [1]"#, "Failed to resolve the request body"),
            (#""multi_shot": false, "multi_prompt": [{"prompt": "a", "duration": 2}], "shot_type": """#, nil),
            (#""model_name": "kling-v3", "multi_shot": "true", "shot_type": "intelligence""#, nil),
            (#""model_name": "kling-v3", "multi_shot": true"#, "shot_type can not be null"),
            (#""model_name": "kling-v3", "multi_shot": true, "shot_type": "cuts""#, "shot_type value 'cuts'"),
            (
                #""model_name": "kling-v3", "multi_shot": true, "shot_type": "customize""#,
                "multi_prompt can not be null"
            ),
            (#""voice_list": [{"voice_id": "1"}]"#, "voice_list needs sound on"),
            (
                #""model_name": "kling-v3", "sound": "on", "voice_list": [{"voice_id": "1"}, {"voice_id": "2"}]"#,
                nil
            ),
            (
                #""model_name": "kling-v3", "sound": "on", "voice_list": [{"voice_id": "1"}, {}, {}]"#,
                "voice_list may have at most 2 entries"
            ),
            (#""model_name": "kling-v3-omni""#, "model is not supported"),
            (#""model_name": "kling-image-o1""#, "model is not supported"),
            (
                #""duration": 10, "camera_control": {"type": "forward_up"}"#,
                "camera_control is not supported by kling-v1 in mode std with this duration"
            ),
            (#""mode": "pro", "camera_control": {"type": "forward_up"}"#, "camera_control is not supported"),
            (#""watermark_info": {"enabled": "true"}"#, nil),
            (#""watermark_info": {"enabled": 3}"#, "Failed to resolve the request body"),
            (#""watermark_info": {}"#, nil),
            (#""watermark_info": """#, nil),
        ])
    func textToVideo(fields: String, sentence: String?) {
        expect(TextToVideoBody.self, #"{"prompt": "a", \#(fields)}"#, refusedWith: sentence)
    }

    @Test(
        "shots add up to the clip",
        arguments: [
            (#"[{"index": 2, "prompt": "b", "duration": "2"}, {"index": 1, "prompt": "a", "duration": 3}]"#, nil),
            (#"[{"index": 1, "prompt": "a", "duration": "3"}]"#, "must add up to the duration, 5"),
            (
                #"[{"index": 1, "prompt": "a", "duration": 9223372036854775807}, {"prompt": "a", "duration": 1}]"#,
                "multi_prompt.duration must be between 1 and 15"
            ),
            (#"[{"index": 1, "prompt": "a", "duration": "0"}]"#, "multi_prompt.duration must be between 1 and 15"),
            (#"[{"index": 1, "duration": "5"}]"#, "prompt can not be null"),
            (#"[{}, {}, {}, {}, {}, {}, {}]"#, "multi_prompt may have at most 6 entries"),
        ])
    func shots(list: String, sentence: String?) throws {
        let json = #"""
            {"model_name": "kling-v3", "multi_shot": true, "shot_type": "customize", "multi_prompt": \#(list)}
            """#
        expect(TextToVideoBody.self, json, refusedWith: sentence)
        guard sentence == nil else { return }
        let body = try read(TextToVideoBody.self, json)
        guard case .customize(let shots) = body.video.shots else { Issue.record("no shots"); return }
        #expect(shots.map(\.prompt) == ["a", "b"] && shots.map(\.seconds) == [3, 2] && body.prompt.isEmpty)
        #expect(body.video.needs == [.multiShot])
    }

    @Test(
        "image to video follows the matrix",
        arguments: [
            (#""image_tail": "aGk=", "duration": 10"#, "image_tail is not supported by kling-v1 in mode std with"),
            (#""image_tail": "aGk=", "duration": 10, "model_name": "kling-v1-6", "mode": "pro""#, nil),
            (#""image_tail": "aGk=", "model_name": "kling-v2-master""#, "image_tail is not supported"),
            (
                #""image_tail": "aGk=", "model_name": "kling-v2-6", "mode": "pro", "sound": "on""#,
                "sound on is not supported with image_tail"
            ),
            (
                #""camera_control": {"type": "simple", "config": {"roll": "-10"}}, "model_name": "kling-v1-5", "mode": "pro""#,
                nil
            ),
            (
                #""camera_control": {"type": "down_back"}, "model_name": "kling-v1-5", "mode": "pro""#,
                "camera_control.type down_back is not supported by kling-v1-5"
            ),
            (#""element_list": [{"element_id": 1}]"#, "element_list is not supported by kling-v1"),
            (#""element_list": [{"element_id": "x"}], "prompt": "a""#, "Failed to resolve the request body"),
            (#""model_name": "kling-v3""#, "prompt can not be null"),
            (#""model_name": "kling-v3", "prompt": "<<<element_1>>> runs""#, "prompt refers to element_1"),
            (#""model_name": "kling-v3", "prompt": "\\<<<element_1>>> is text""#, nil),
            (
                #""model_name": "kling-v3", "prompt": "a", "sound": "on", "voice_list": [{"voice_id": "1"}], "#
                    + #""element_list": [{"element_id": 1}]"#, "exclude each other"
            ),
            (
                #""model_name": "kling-v3", "prompt": "a", "element_list": [{"element_id": 1}, {"element_id": 2}, "#
                    + #"{"element_id": 3}, {"element_id": 4}]"#, "element_list may have at most 3 entries"
            ),
            (#""aspect_ratio": "not read here""#, nil),
        ])
    func imageToVideo(fields: String, sentence: String?) {
        expect(ImageToVideoBody.self, #"{"image": "aGk=", \#(fields)}"#, refusedWith: sentence)
    }

    @Test("a mode has a size, but for models that make one size")
    func resolutions() throws {
        func size(_ model: String, _ mode: String) throws -> String {
            try read(TextToVideoBody.self, #"{"prompt": "a", "model_name": "\#(model)", "mode": "\#(mode)"}"#)
                .video.resolution
        }
        #expect(try size("kling-v1", "pro") == "720p" && size("kling-v1-6", "pro") == "1080p")
        #expect(try size("kling-v2-master", "pro") == "720p" && size("kling-v2-1-master", "std") == "1080p")
        #expect(try size("kling-v3", "4k") == "4k" && size("kling-v3", "std") == "720p")
    }

    @Test("what a server may not be able to make is named")
    func needs() throws {
        let body = try read(
            TextToVideoBody.self,
            #"{"prompt": "a", "model_name": "kling-v3", "sound": "on", "voice_list": [{"voice_id": "1"}]}"#)
        #expect(body.video.needs == [.sound, .voices])
        #expect(Ability.sound.refusal.code == 1103 && Ability.sound.refusal.status == 403)
        #expect(Ability.sound.refusal.message == "Sound is not available on this server.")
    }

    @Test("a model that there is not is not found")
    func unknownModel() {
        let error = #expect(throws: APIError.self) {
            try read(TextToVideoBody.self, #"{"prompt": "a", "model_name": "sora"}"#)
        }
        #expect(error?.status == 404 && error?.code == 1203)
    }

    @Test(
        "pictures follow their matrix",
        arguments: [
            (#""model_name": "kling-v1", "aspect_ratio": "21:9""#, "aspect_ratio value '21:9'"),
            (#""model_name": "kling-v1", "resolution": "2k""#, "resolution value '2k'"),
            (#""model_name": "kling-v2", "resolution": "2k""#, nil),
            (#""model_name": "kling-v2", "resolution": "2k", "image": "aGk=""#, "resolution value '2k'"),
            (#""model_name": "kling-v2-new""#, "image can not be null"),
            (#""model_name": "kling-v1-5", "image": "aGk=""#, "image_reference can not be null for kling-v1-5"),
            (#""image_reference": "ear", "image": "aGk=""#, "image_reference value 'ear'"),
            (#""image": "aGk=", "negative_prompt": "b""#, "negative_prompt is not supported with image"),
            (#""model_name": "kling-v2-1", "element_list": [{"element_id": 1}]"#, "element_list is not supported"),
            (#""element_list": [{"element_id": 1}], "human_fidelity": 0.45"#, nil),
            (#""human_fidelity": 1.5"#, "human_fidelity must be between 0.0 and 1.0"),
            (#""image_fidelity": null, "human_fidelity": null, "model_name": "kling-v2-1""#, nil),
            (#""n": 0"#, "n must be between 1 and 9"),
        ])
    func pictures(fields: String, sentence: String?) {
        expect(ImageGenerationBody.self, #"{"prompt": "a", \#(fields)}"#, refusedWith: sentence)
    }
}
