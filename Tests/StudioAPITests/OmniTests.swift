import StudioAPI
import Testing

@Suite("Omni requests") struct OmniTests {
    private static let picture = #"{"image_url": "aGk="}"#
    private static let first = #"{"image_url": "aGk=", "type": "first_frame"}"#
    private static let end = #"{"image_url": "aGk=", "type": "end_frame"}"#
    private static let base = #""video_list": [{"video_url": "https://example.com/a.mp4"}]"#
    private static let feature =
        #""video_list": [{"video_url": "https://example.com/a.mp4", "refer_type": "feature"}]"#

    private static func elements(_ count: Int) -> String {
        #""element_list": [\#((1...count).map { #"{"element_id": \#($0)}"# }.joined(separator: ", "))]"#
    }

    private static func pictures(_ list: String...) -> String { #""image_list": [\#(list.joined(separator: ", "))]"# }
    private static let omni = #""model_name": "kling-v3-omni""#
    private static let wide = #""aspect_ratio": "16:9""#

    @Test(
        "how many go together",
        arguments: [
            (wide, nil),
            (#""mode": "std""#, "aspect_ratio can not be null"),
            (#""model_name": "kling-v3", \#(wide)"#, "model is not supported"),
            (pictures(first), nil),
            (pictures(first, end), nil),
            (pictures(end), "an end frame needs a first frame"),
            (pictures(first, first), "one first frame"),
            (pictures(first, end, picture), "an end frame is not supported with more than 2 images"),
            ("\(pictures(first, end)), \(elements(1))", "at most 0 elements"),
            ("\(omni), \(pictures(first, end)), \(elements(3))", nil),
            ("\(omni), \(pictures(first)), \(elements(4))", "at most 3 elements"),
            ("\(wide), \(pictures(picture, picture, picture)), \(elements(4))", nil),
            ("\(wide), \(pictures(picture, picture, picture, picture)), \(elements(4))", "at most 7 entries together"),
            ("\(base), \(pictures(picture, picture)), \(elements(2))", nil),
            ("\(base), \(pictures(picture, picture)), \(elements(3))", "at most 4 entries together beside a video"),
            ("\(base), \(pictures(first))", "not supported with a video that is edited"),
            ("\(feature), \(pictures(first))", nil),
            (feature, "aspect_ratio can not be null"),
            (#""video_list": [{"video_url": "aGk="}]"#, "video_url is not a valid URL"),
            (#""video_list": [{"video_url": ""}]"#, "video_url can not be null"),
            (#"\#(base), "sound": "on""#, "sound on is not supported with video input"),
            (#"\#(wide), "sound": "on""#, "sound on is not supported by kling-video-o1"),
            (#"\#(omni), \#(wide), "sound": "on""#, nil),
            (#"\#(wide), "mode": "4k""#, "mode value '4k'"),
            (#"\#(omni), \#(wide), "mode": "4k""#, nil),
            (#"\#(wide), "duration": 7"#, "duration value '7'"),
            (#"\#(wide), \#(pictures(picture)), "duration": 7"#, nil),
            (#"\#(pictures(first)), "duration": 7"#, "duration value '7'"),
            (#"\#(omni), \#(wide), "duration": "7""#, nil),
            (#"\#(base), "duration": 99"#, nil),
            (#"\#(wide), "cfg_scale": 9, "negative_prompt": 5"#, nil),
            (#"\#(wide), "image_list": [{"image_url": "aGk=", "type": ""}]"#, nil),
            (#"\#(wide), "image_list": [{"image_url": "aGk=", "type": "middle"}]"#, "image_list.type value 'middle'"),
            (#"\#(wide), "image_list": [{"image_url": ""}]"#, "image_url can not be null"),
            (
                #"\#(wide), "multi_shot": true, "shot_type": "intelligence""#,
                "multi_shot is not supported by kling-video-o1"
            ),
            (
                #"\#(omni), \#(base), "multi_shot": true, "shot_type": "intelligence""#,
                "multi_shot is not supported with"
            ),
            (#"\#(omni), \#(wide), \#(feature), "multi_shot": true, "shot_type": "intelligence""#, nil),
        ])
    func counts(fields: String, sentence: String?) {
        expect(OmniVideoBody.self, #"{"prompt": "a", \#(fields)}"#, refusedWith: sentence)
    }

    @Test("a prompt refers to what is there")
    func references() {
        func body(_ prompt: String) -> String {
            #"{"prompt": "\#(prompt)", \#(Self.pictures(Self.first, Self.picture))}"#
        }
        expect(OmniVideoBody.self, body("<<<image_2>>> and <<image_1>>"), refusedWith: nil)
        expect(OmniVideoBody.self, body("<<<image_3>>>"), refusedWith: "prompt refers to image_3")
        expect(OmniVideoBody.self, body("<<<video_1>>>"), refusedWith: "prompt refers to video_1")
        expect(OmniVideoBody.self, body("<<<image_999999999999999999>>> 狗"), refusedWith: nil)
        expect(OmniVideoBody.self, #"{"aspect_ratio": "1:1"}"#, refusedWith: "prompt can not be null")
    }

    @Test("what was read is easily mapped")
    func mapping() throws {
        let body = try read(
            OmniVideoBody.self, #"{"prompt": "a", "aspect_ratio": "1:1", \#(Self.pictures(Self.first, Self.picture))}"#)
        #expect(body.inputs.firstFrame != nil && body.inputs.lastFrame == nil && body.inputs.references.count == 1)
        #expect(body.seconds == 5 && body.resolution == "1080p" && body.aspectRatio == nil && body.needs.isEmpty)
        let edit = try read(OmniVideoBody.self, #"{"prompt": "a", \#(Self.base)}"#)
        #expect(edit.seconds == nil && edit.inputs.baseVideo?.host == "example.com")
        let feature = try read(OmniVideoBody.self, #"{"prompt": "a", \#(Self.feature), \#(Self.wide)}"#)
        #expect(feature.needs == [.featureVideo] && feature.seconds == 5)
    }

    @Test(
        "omni pictures",
        arguments: [
            (#""n": 9"#, nil),
            (#""aspect_ratio": "auto""#, "aspect_ratio value 'auto'"),
            (#""aspect_ratio": "auto", "image_list": [{"image": "aGk="}]"#, nil),
            (#""resolution": "4k""#, "resolution value '4k'"),
            (#""resolution": "4k", "model_name": "kling-v3-omni""#, nil),
            (#""result_type": "series""#, "result_type series is not supported by kling-image-o1"),
            (#""result_type": "series", "model_name": "kling-v3-omni", "n": 99"#, "n must be between 1 and 9"),
            (#""result_type": "series", "model_name": "kling-v3-omni", "series_amount": 1"#, "between 2 and 9"),
            (#""series_amount": 1"#, "series_amount must be between 2 and 9"),
            (#""series_amount": 4"#, nil),
            (#""model_name": "kling-v1""#, "model is not supported"),
        ])
    func images(fields: String, sentence: String?) {
        expect(OmniImageBody.self, #"{"prompt": "a", \#(fields)}"#, refusedWith: sentence)
    }

    @Test("a series has a length, or the model decides")
    func series() throws {
        func count(_ amount: String) throws -> Int? {
            try read(
                OmniImageBody.self,
                #"{"prompt": "a", "model_name": "kling-v3-omni", "result_type": "series"\#(amount)}"#
            ).count
        }
        #expect(try count("") == 4 && count(#", "series_amount": "6""#) == 6 && count(#", "series_amount": 9"#) == 9)
        #expect(try count(#", "series_amount": "auto""#) == nil)
    }

    @Test("pictures beyond ten with their elements are too many")
    func tooMany() {
        let images = Array(repeating: #"{"image": "aGk="}"#, count: 8).joined(separator: ", ")
        expect(
            OmniImageBody.self, #"{"prompt": "a", "image_list": [\#(images)], \#(Self.elements(2))}"#, refusedWith: nil)
        expect(
            OmniImageBody.self, #"{"prompt": "a", "image_list": [\#(images)], \#(Self.elements(3))}"#,
            refusedWith: "at most 10 entries together")
    }
}
