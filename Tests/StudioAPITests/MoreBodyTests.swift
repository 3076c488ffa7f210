import StudioAPI
import Testing

@Suite("Bodies of effects, edits, several pictures and elements") struct MoreBodyTests {
    @Test(
        "several pictures become a clip",
        arguments: [
            (#""image_list": [{"image": "aGk="}, {"image": "https://example.com/b.png"}]"#, nil),
            (#""image_list": []"#, "image_list can not be null"),
            (#""image_list": [{}]"#, "image can not be null"),
            (
                #""image_list": [{"image": "aA=="}, {"image": "aA=="}, {"image": "aA=="}, {"image": "aA=="}, "#
                    + #"{"image": "aA=="}]"#, "image_list may have at most 4 entries"
            ),
            (#""image_list": [{"image": "aGk="}], "mode": "4k""#, "mode value '4k'"),
            (#""image_list": [{"image": "aGk="}], "model_name": "kling-v1""#, "model is not supported"),
            (#""image_list": [{"image": "aGk="}], "duration": 7"#, "duration value '7'"),
            (#""image_list": [{"image": "aGk="}], "image_tail": "not read""#, nil),
        ])
    func multiImage(fields: String, sentence: String?) {
        expect(MultiImageToVideoBody.self, #"{"prompt": "a", \#(fields)}"#, refusedWith: sentence)
    }

    @Test(
        "effects take one picture or two",
        arguments: [
            (#"{"effect_scene": "hug_pro", "input": {"images": ["aGk=", "aGk="]}}"#, nil),
            (#"{"effect_scene": "hug_pro", "input": {"images": ["aGk="]}}"#, "input.images must have 2 entries"),
            (#"{"effect_scene": "hug_pro", "input": {"images": ["aGk=", "aGk=", "aGk="]}}"#, "at most 2 entries"),
            (#"{"effect_scene": "hug_pro", "input": {"image": "aGk="}}"#, "input.images must have 2 entries"),
            (#"{"effect_scene": "running", "input": {"image": "aGk="}}"#, nil),
            (
                #"{"effect_scene": "squish", "input": {"image": "aGk=", "model_name": "x", "mode": 1, "duration": []}}"#,
                nil
            ),
            (#"{"effect_scene": "running", "input": {}}"#, "input.image can not be null"),
            (#"{"effect_scene": "running"}"#, "input can not be null"),
            (#"{"effect_scene": "walking", "input": {}}"#, "effect_scene value 'walking' is invalid"),
            (#"{"input": {"image": "aGk="}}"#, "effect_scene can not be null"),
            (#"{"effect_scene": "running", "input": []}"#, "Failed to resolve the request body"),
        ])
    func effects(json: String, sentence: String?) { expect(EffectBody.self, json, refusedWith: sentence) }

    @Test("scenes are live or retired, each once")
    func scenes() {
        #expect(EffectScene.all.count { !$0.isRetired && $0.pictures == 2 } == 15)
        #expect(EffectScene.all.count { !$0.isRetired && $0.pictures == 1 } == 203)
        #expect(EffectScene.named("kiss")?.isRetired == true && EffectScene.named("kiss_pro")?.isRetired == false)
        #expect(EffectScene.named("magic_match_tree")?.isRetired == true)
        #expect(Set(EffectScene.all.map(\.name)).count == EffectScene.all.count)
    }

    @Test(
        "edits take the pictures that they need",
        arguments: [
            (#""edit_mode": "removal""#, nil),
            (#""edit_mode": "removal", "image_list": [{"image": "aGk="}]"#, "not supported with edit_mode removal"),
            (#""edit_mode": "swap""#, "image_list must have 1 entry with edit_mode swap"),
            (#""edit_mode": "swap", "image_list": [{"image": "aGk="}], "duration": "10""#, nil),
            (#""edit_mode": "addition""#, "image_list must have 1 or 2 entries with edit_mode addition"),
            (#""edit_mode": "paint""#, "edit_mode value 'paint'"),
            (#""edit_mode": """#, "edit_mode can not be null"),
            (#""edit_mode": "removal", "duration": 7"#, "duration value '7'"),
        ])
    func edits(fields: String, sentence: String?) {
        let prompt = "remove <<<video_1>>>'s hat"
        expect(
            MultiElementsBody.self, #"{"session_id": "1", "prompt": "\#(prompt)", \#(fields)}"#, refusedWith: sentence)
        expect(MultiElementsBody.self, #"{"prompt": "a", \#(fields)}"#, refusedWith: "session_id can not be null")
    }

    @Test("selections begin from one clip")
    func beginning() throws {
        let body = try read(BeginSelectionBody.self, #"{"video_id": "12", "video_url": ""}"#)
        #expect(body.source == .id("12"))
        for json in ["{}", #"{"video_id": "1", "video_url": "https://example.com/a.mp4"}"#] {
            expect(BeginSelectionBody.self, json, refusedWith: "exactly one of video_id and video_url")
        }
        expect(
            BeginSelectionBody.self, #"{"video_url": "file:///etc/passwd"}"#,
            refusedWith: "video_url is not a valid URL")
    }

    @Test(
        "points lie on a frame",
        arguments: [
            (#""frame_index": 0, "points": [{"x": 0, "y": 1}]"#, nil),
            (#""frame_index": "3", "points": [{"x": "0.5", "y": 0.25}]"#, nil),
            (#""points": [{"x": 0, "y": 1}]"#, "frame_index can not be null"),
            (#""frame_index": -1, "points": [{"x": 0, "y": 1}]"#, "frame_index must be between"),
            (#""frame_index": 0, "points": []"#, "points can not be null"),
            (#""frame_index": 0, "points": [{"x": 0}]"#, "points can not be null"),
            (#""frame_index": 0, "points": [{"x": 1.01, "y": 0}]"#, "points.x must be between 0.0 and 1.0"),
            (#""frame_index": 0, "points": [{"x": "nan", "y": 0}]"#, "Failed to resolve the request body"),
        ])
    func points(fields: String, sentence: String?) {
        expect(MarkSelectionBody.self, #"{"session_id": "1", \#(fields)}"#, refusedWith: sentence)
    }

    @Test(
        "several pictures become one",
        arguments: [
            (#""subject_image_list": [{"subject_image": "aGk="}], "style_image": "aGk=""#, nil),
            (#""subject_image_list": [{"subject_image": ""}]"#, "subject_image can not be null"),
            (#""scene_image": "aGk=""#, "subject_image_list can not be null"),
            (#""subject_image_list": [{"subject_image": "aGk="}], "model_name": "kling-v3""#, "model is not supported"),
            (#""subject_image_list": [{"subject_image": "aGk="}], "n": 10"#, "n must be between 1 and 9"),
        ])
    func multiImageToImage(fields: String, sentence: String?) {
        expect(MultiImageToImageBody.self, "{\(fields)}", refusedWith: sentence)
    }

    private static let images =
        #""element_image_list": {"frontal_image": "aGk=", "refer_images": [{"image_url": "aGk="}]}"#

    @Test(
        "elements have a name, words and views",
        arguments: [
            (#""element_name": "dog", \#(images)"#, nil),
            (#""element_name": "a name of 21 letters.", \#(images)"#, "element_name must not be longer than 20"),
            (images, "element_name can not be null"),
            (#""element_name": "dog""#, "element_image_list can not be null"),
            (
                #""element_name": "dog", "element_image_list": {"frontal_image": "aGk="}"#,
                "refer_images can not be null"
            ),
            (#""element_name": "dog", "element_image_list": {"refer_images": []}"#, "frontal_image can not be null"),
            (#""element_name": "dog", "tag_list": [{"tag_id": "o_103"}], \#(images)"#, nil),
            (#""element_name": "dog", "tag_list": [{"tag_id": "o_1"}], \#(images)"#, "tag_id value 'o_1'"),
            (#""element_name": "dog", "element_video_list": {"refer_videos": []}, \#(images)"#, nil),
            (#""element_name": "dog", "element_video_list": "0", \#(images)"#, "Failed to resolve the request body"),
        ])
    func elements(fields: String, sentence: String?) {
        expect(
            ElementBody.self,
            #"{"element_description": "brown", "reference_type": "image_refer", \#(fields)}"#, refusedWith: sentence)
    }

    @Test("an element from a video is read, and named as a need")
    func videoElement() throws {
        let json = #"""
            {"element_description": "brown", "reference_type": "video_refer", "element_name": "dog",
             "element_video_list": {"refer_videos": [{"video_url": "https://example.com/a.mp4"}]}}
            """#
        #expect(try read(ElementBody.self, json).needs == [.videoElements])
    }

    @Test("the older form of elements, and deleting")
    func olderElements() throws {
        let old = #""element_name": "dog", "element_description": "brown", "element_frontal_image": "aGk=""#
        expect(OldElementBody.self, #"{\#(old), "element_refer_list": [{"image_url": "aGk="}]}"#, refusedWith: nil)
        expect(OldElementBody.self, "{\(old)}", refusedWith: "element_refer_list can not be null")
        #expect(try read(DeleteElementBody.self, #"{"element_id": "12"}"#).id == 12)
        #expect(try read(DeleteElementBody.self, #"{"element_id": 12}"#).id == 12)
        expect(DeleteElementBody.self, "{}", refusedWith: "element_id can not be null")
        expect(DeleteElementBody.self, #"{"element_id": -1}"#, refusedWith: "element_id value '-1' is invalid")
    }

    @Test("pages have their limits")
    func pages() throws {
        let page = try PageQuery(pageNum: "3", pageSize: nil)
        #expect(page.skipping == 60 && page.size == 30)
        #expect(try PageQuery(pageNum: "", pageSize: "500").size == 500)
        for (number, size) in [("0", "1"), ("1001", "1"), ("1", "501"), ("x", "1"), ("1", "9999999999999999999")] {
            #expect(throws: APIError.self) { try PageQuery(pageNum: number, pageSize: size) }
        }
    }
}
