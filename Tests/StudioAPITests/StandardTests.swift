import Foundation
import StudioAPI
import Testing

@Suite("The new-standard surface") struct StandardTests {
    private func body(_ family: StandardModel.Family, _ model: String, _ json: String) throws -> StandardVideoBody {
        try StandardVideoBody.read(fromBody: Data(json.utf8), for: StandardModel.named(model, in: family))
    }

    private func expect(
        _ family: StandardModel.Family, _ model: String, _ json: String, refusedWith sentence: String?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        do {
            _ = try body(family, model, json)
            #expect(sentence == nil, "\(json) was accepted", sourceLocation: sourceLocation)
        } catch let error as APIError {
            #expect(
                sentence.map { error.message.contains($0) } == true, "\(json): \(error.message)",
                sourceLocation: sourceLocation)
        } catch {
            Issue.record(error, sourceLocation: sourceLocation)
        }
    }

    @Test(
        "text to video",
        arguments: [
            ("kling-3.0", #"{"prompt": "a"}"#, nil),
            ("kling-3.0", #"{"prompt": "a", "settings": null, "options": "", "contents": "", "x": {}}"#, nil),
            ("kling-3.0", #"{"settings": {}}"#, "prompt can not be null"),
            ("kling-3.0", #"{"prompt": "a", "settings": {"resolution": "4k", "duration": 15}}"#, nil),
            ("kling-3.0", #"{"prompt": "a", "settings": {"duration": "15"}}"#, nil),
            ("kling-3.0", #"{"prompt": "a", "settings": {"duration": 16}}"#, "video duration value '16' is invalid"),
            (
                "kling-2.6", #"{"prompt": "a", "settings": {"resolution": "4k"}}"#,
                "video resolution value '4k' is invalid"
            ),
            (
                "kling-2.6", #"{"prompt": "a", "settings": {"audio": "native"}}"#,
                "not supported with video resolution '720p'"
            ),
            ("kling-2.6", #"{"prompt": "a", "settings": {"audio": "native", "resolution": "1080p"}}"#, nil),
            (
                "kling-2.6", #"{"prompt": "a", "settings": {"audio": "original"}}"#,
                "video audio value 'original' is invalid"
            ),
            ("kling-2.5-turbo", #"{"prompt": "a", "settings": {"audio": "whatever"}}"#, nil),
            ("kling-3.0-turbo", #"{"prompt": "a", "settings": {"audio": "native"}}"#, nil),
            ("kling-3.0", #"{"prompt": "a", "settings": {"multi_shot": "maybe"}}"#, "Failed to resolve"),
            ("kling-3.0", #"{"prompt": 1}"#, "Failed to resolve the request body"),
        ])
    func textToVideo(model: String, json: String, sentence: String?) {
        expect(.textToVideo, model, json, refusedWith: sentence)
    }

    @Test("prompts have the model's length")
    func promptLength() {
        func json(_ count: Int) -> String { #"{"prompt": "\#(String(repeating: "狗", count: count))"}"# }
        expect(.textToVideo, "kling-3.0", json(3072), refusedWith: nil)
        expect(.textToVideo, "kling-3.0", json(3073), refusedWith: "longer than 3072")
        expect(.textToVideo, "kling-2.6", json(2501), refusedWith: "longer than 2500")
    }

    @Test("what is wrong first is said first")
    func order() {
        let all = #""aspect_ratio": "2:1", "resolution": "8k", "audio": "loud", "duration": 99"#
        expect(.textToVideo, "kling-3.0", #"{"settings": {\#(all)}}"#, refusedWith: "aspect_ratio")
        let three = #""resolution": "8k", "audio": "loud", "duration": 99"#
        expect(.textToVideo, "kling-3.0", #"{"settings": {\#(three)}}"#, refusedWith: "resolution")
        expect(.textToVideo, "kling-3.0", #"{"settings": {"audio": "loud", "duration": 99}}"#, refusedWith: "audio")
        expect(.textToVideo, "kling-3.0", #"{"settings": {"duration": 99}}"#, refusedWith: "prompt can not be null")
        let long = String(repeating: "a", count: 4000)
        let frame = #"{"type": "first_frame", "url": "https://example.com/a.png"}"#
        expect(
            .imageToVideo, "kling-3.0",
            #"{"contents": [{"type": "prompt", "text": "\#(long)"}, \#(frame)], "settings": {"duration": 99}}"#,
            refusedWith: "duration")
    }

    private static let first = #"{"type": "first_frame", "url": "https://example.com/a.png"}"#
    private static let last = #"{"type": "last_frame", "url": "aGk="}"#
    private static let words = #"{"type": "prompt", "text": "a"}"#

    @Test(
        "image to video",
        arguments: [
            ("kling-3.0", first, "", nil),
            ("kling-3.0", words, "", "first_frame can not be null"),
            ("kling-3.0", "\(words), \(last)", "", "an end frame needs a first frame"),
            ("kling-3.0", "\(words), \(first), \(last)", "", nil),
            ("kling-3.0-turbo", "\(first), \(last)", "", "contents.type value 'last_frame' is invalid"),
            ("kling-2.6", "\(first), \(last)", "", "last_frame is not supported with video resolution '720p'"),
            ("kling-2.6", "\(first), \(last)", #""resolution": "1080p""#, nil),
            (
                "kling-2.6", "\(first), \(last)", #""resolution": "1080p", "audio": "native""#,
                "not supported with last_frame"
            ),
            ("kling-2.5-turbo", "\(first), \(last)", "", "last_frame is not supported"),
            ("kling-2.6", #"\#(first), {"type": "voice", "voice_id": "1"}"#, "", "voice needs audio native"),
            ("kling-2.6", #"\#(first), {"type": "voice"}"#, "", "contents.voice_id can not be null"),
            ("kling-3.0", #"\#(first), {"type": "element", "element_id": "12"}"#, "", nil),
            ("kling-3.0", #"\#(first), {"type": "element"}"#, "", "contents.element_id can not be null"),
            ("kling-3.0", #"{"type": "first_frame"}"#, "", "contents.url can not be null"),
            ("kling-3.0", #"{"url": "aGk="}"#, "", "contents.type can not be null"),
            (
                "kling-3.0", #"{"type": "first_frame", "url": "data:image/png;base64,aGk="}"#, "",
                "not in a valid base64"
            ),
            ("kling-3.0", "\(words), \(words), \(first)", "", "at most 1 prompt"),
            ("kling-3.0", Array(repeating: words, count: 10_000).joined(separator: ","), "", "at most 16 entries"),
        ])
    func imageToVideo(model: String, contents: String, settings: String, sentence: String?) {
        expect(
            .imageToVideo, model, #"{"contents": [\#(contents)], "settings": {\#(settings)}}"#, refusedWith: sentence)
    }

    private static let base = #"{"type": "base_video", "url": "https://example.com/a.mp4"}"#
    private static let feature = #"{"type": "feature_video", "url": "https://example.com/a.mp4"}"#

    @Test(
        "omni video",
        arguments: [
            ("kling-o1", words, "", "aspect_ratio can not be null"),
            ("kling-o1", words, #""aspect_ratio": "1:1""#, nil),
            ("kling-o1", "\(words), \(first)", "", nil),
            ("kling-o1", "\(words), \(first)", #""duration": 7"#, "video duration value '7'"),
            ("kling-o1", words, #""aspect_ratio": "1:1", "duration": 7"#, nil),
            ("kling-o1", "\(words), \(base)", #""duration": 99"#, nil),
            ("kling-o1", "\(words), \(base), \(first)", "", "not supported with a video that is edited"),
            ("kling-o1", "\(words), \(base), \(feature)", "", "at most 1 video"),
            ("kling-o1", #"\#(words), {"type": "base_video", "url": "aGk="}"#, "", "not a valid URL"),
            ("kling-o1", "\(words), \(base)", #""audio": "native""#, "video audio value 'native' is invalid"),
            (
                "kling-3.0-omni", "\(words), \(base)", #""audio": "native""#,
                "sound on is not supported with video input"
            ),
            (
                "kling-3.0-omni", "\(words), \(base)", #""multi_shot": true"#,
                "multi_shot is not supported with base_video"
            ),
            ("kling-3.0-omni", "\(words), \(feature)", #""multi_shot": false"#, "multi_shot must be true"),
            (
                "kling-3.0-omni", "\(words), \(feature)", #""audio": "original""#,
                "audio is not supported with feature_video"
            ),
            ("kling-3.0-omni", "\(words), \(feature)", "", nil),
            ("kling-3.0-omni", feature, "", "prompt can not be null"),
        ])
    func omni(model: String, contents: String, settings: String, sentence: String?) {
        expect(.omniVideo, model, #"{"contents": [\#(contents)], "settings": {\#(settings)}}"#, refusedWith: sentence)
    }

    @Test("names in a prompt become the legacy surface's references")
    func names() throws {
        let zhang = #"{"type": "element", "element_id": 7, "id": "Zhang"}"#
        let picture = #"{"type": "refer_image", "url": "aGk="}"#
        let words = #"{"type": "prompt", "text": "@Zhang with @image_2 not @image_1, me@home"}"#
        let read = try body(
            .omniVideo, "kling-3.0-omni",
            #"{"contents": [\#(words), \#(zhang), \#(picture), \#(picture)], "settings": {"aspect_ratio": "1:1"}}"#)
        #expect(read.prompt == "<<<element_1>>> with <<<image_2>>> not <<<image_1>>>, me@home")
        #expect(read.inputs.elements == [7] && read.inputs.references.count == 2 && read.seconds == 5)
        let lee = #"{"type": "element", "element_id": 8, "id": "Zhang2"}"#
        expect(
            .omniVideo, "kling-3.0-omni",
            #"{"contents": [\#(words), \#(zhang), \#(lee)], "settings": {"aspect_ratio": "1:1"}}"#,
            refusedWith: "must not be part of one another")
    }

    @Test("a prompt may tell of several shots")
    func shots() throws {
        let two = try body(
            .textToVideo, "kling-3.0", #"{"prompt": "shot 1, 2, a dog runs, fast; Shot 2, 3, it sleeps"}"#)
        guard case .customize(let shots) = two.shots else { Issue.record("no shots"); return }
        #expect(shots.map(\.prompt) == ["a dog runs, fast", "it sleeps"] && shots.map(\.seconds) == [2, 3])
        #expect(two.needs == [.multiShot])
        #expect(try body(.textToVideo, "kling-3.0", #"{"prompt": "a shot 1, 2, of a dog; and more"}"#).shots == .one)
        #expect(
            try body(
                .textToVideo, "kling-3.0",
                #"{"prompt": "shot 1, 2, a; shot 2, 3, b", "settings": {"multi_shot": false}}"#
            ).shots == .one)
        expect(.textToVideo, "kling-3.0", #"{"prompt": "shot 1, 2, a; shot 2, 9, b"}"#, refusedWith: "add up to")
        expect(.textToVideo, "kling-3.0", #"{"prompt": "shot 2, 5, a"}"#, refusedWith: "numbered from 1")
        expect(.textToVideo, "kling-3.0", #"{"prompt": "shot 1, 0, a"}"#, refusedWith: "at least 1 second")
    }

    @Test("options are those of the legacy surface")
    func options() throws {
        let read = try body(
            .textToVideo, "kling-2.6",
            #"""
            {"prompt": "a", "options": {"callback_url": "https://example.com/", "external_task_id": "x",
             "watermark_info": {"enabled": true}}}
            """#)
        #expect(read.externalTaskID == "x" && read.isWatermarked && read.callbackURL?.host == "example.com")
        #expect(read.resolution == "720p" && read.aspectRatio == "16:9" && read.needs.isEmpty)
    }

    @Test("models are on their paths")
    func paths() throws {
        #expect(Set(StandardModel.all.map(\.path)).count == 10)
        #expect(try StandardModel.named("kling-3.0", in: .textToVideo).legacyName == "kling-v3")
        let elsewhere = #expect(throws: APIError.self) { try StandardModel.named("kling-o1", in: .textToVideo) }
        #expect(elsewhere?.message == "model is not supported" && elsewhere?.code == 1201)
        let nowhere = #expect(throws: APIError.self) { try StandardModel.named("kling-9", in: .textToVideo) }
        #expect(nowhere?.code == 1203 && nowhere?.message.contains("not supported for this API") == true)
    }
}
