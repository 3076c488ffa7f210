import Foundation
import Testing
import VideoPipelines

@Suite("Prompt references") struct PromptReferencesTests {
    private func resolve(_ prompt: String, images: Int = 1, videos: Int = 1, elements: [String] = ["a small red robot"])
        throws -> String
    {
        try PromptReferences(prompt).resolved(images: images, videos: videos, elements: elements).text
    }

    @Test("a prompt comes apart into text and references, in order")
    func parses() throws {
        let references = try PromptReferences("<<<image_2>>> meets <<<element_1>>>, as in <<video_1>>")
        #expect(
            references.parts == [
                .reference(.init(.image, 2)), .text(" meets "), .reference(.init(.element, 1)), .text(", as in "),
                .reference(.init(.video, 1)),
            ])
    }

    @Test(
        "what is left reads as a sentence",
        arguments: [
            ("<<<image_1>>> runs on a beach", "the subject runs on a beach"),
            ("the dog in <<<image_1>>> runs", "the dog in the picture runs"),
            ("in the style Of\n<<<image_1>>>", "in the style Of\nthe picture"),
            ("make it rain in <<<video_1>>>", "make it rain in the clip"),
            ("<<<element_1>>> waves", "a small red robot waves"),
            ("<<element_1>>waves at<<image_1>>", "a small red robot waves at the subject"),
            ("<<<image_1>>>在沙滩上奔跑", "主体在沙滩上奔跑"),
            ("把<<<video_1>>>中的天空换成夜晚", "把视频中的天空换成夜晚"),
            ("<<<image_1>>>中的小狗在跳舞", "图片中的小狗在跳舞"),
            ("<<<image_1>>>", "the subject"),
            ("a sign that says 你好 beside <<<image_1>>>", "a sign that says 你好 beside the subject"),
            ("<<<image_1>>>がビーチを走る", "the subjectがビーチを走る"),
            ("", ""),
        ])
    func wording(prompt: String, text: String) throws {
        #expect(try resolve(prompt) == text)
    }

    @Test(
        "of several, each says which it is",
        arguments: [
            ("<<<image_1>>> hugs <<<image_3>>>", "the first subject hugs the third subject"),
            ("the cat from <<<image_2>>>", "the cat from the second picture"),
            ("<<<image_12>>> flies", "subject number 12 flies"),
            ("<<<image_2>>>拥抱<<<image_10>>>", "第二个主体拥抱第十个主体"),
            ("<<<image_2>>>的背景，<<<video_2>>>的动作", "第二张图片的背景，第二个视频的动作"),
            ("<<<image_12>>>飞走了", "第12个主体飞走了"),
            ("<<<element_2>>> sees <<<element_1>>>", "a cat sees a dog"),
        ])
    func severalInputs(prompt: String, text: String) throws {
        #expect(try resolve(prompt, images: 12, videos: 2, elements: ["a dog", "a cat"]) == text)
    }

    @Test(
        "an element's description loses the full stop and spaces around it", arguments: ["a dog. ", " a dog", "a dog。"])
    func descriptionMidSentence(description: String) throws {
        #expect(try resolve("<<<element_1>>> runs.", elements: [description]) == "a dog runs.")
    }

    @Test("a description is words, whatever stands in it")
    func descriptionIsText() throws {
        #expect(try resolve("<<<element_1>>>!", elements: ["<<<image_9>>>"]) == "<<<image_9>>>!")
    }

    @Test("what is spoken of is listed once, in the order of first mention")
    func lists() throws {
        let resolved = try PromptReferences("<<<image_2>>> and <<<image_1>>> and <<<image_2>>>")
            .resolved(images: 2, videos: 0, elements: [])
        #expect(resolved.references == [.init(.image, 2), .init(.image, 1)])
    }

    @Test(
        "what is not given is named",
        arguments: [
            ("<<<image_3>>> runs", "The prompt speaks of <<<image_3>>>, but 2 pictures are given."),
            ("<<video_2>>", "The prompt speaks of <<<video_2>>>, but 1 clip is given."),
            ("<<<element_1>>>", "The prompt speaks of <<<element_1>>>, but no element is given."),
            ("<<<image_9999>>>", "The prompt speaks of <<<image_9999>>>, but 2 pictures are given."),
            (
                "<<<voice_1>>> speaks",
                "The prompt speaks of <<<voice_1>>>, but only of image, video and element can it speak so."
            ),
        ])
    func namesWhatIsMissing(prompt: String, sentence: String) {
        let error = #expect(throws: PromptReferenceError.self) {
            try resolve(prompt, images: 2, videos: 1, elements: [])
        }
        #expect(error?.description == sentence)
    }

    @Test(
        "what is nearly a reference is an error",
        arguments: [
            "<<<image 1>>>", "<<<Image_1>>>", "<<<image_0>>>", "<<<image_01>>>", "<<<image_1>>", "<<image_1>>>",
            "<<<<image_1>>>>", "<<< image_1 >>>", "<<<image_99999999999999999999999>>>", "<<<image_>>>", "<<<image>>>",
            "<<<images_1>>>", "<<<image_1_2>>>", "<<<image_-1>>>", "<<<image_１>>>", "<<<video_1>",
        ])
    func refusesNearMisses(prompt: String) {
        #expect(throws: PromptReferenceError.unreadable) { try PromptReferences("a dog " + prompt + " runs") }
    }

    @Test(
        "other brackets are text",
        arguments: [
            "a << b", "1 < 2 > 0", "<image_1>", "<<<", ">>>", "<<<<<<<<", "<<<image_1", "<<hello>>", "<<<big news>>>",
            "<<image_1<<", "C:\\temp \\ <b>", "\\", "<<_1>>", "<<é_1>>", "<<\u{0}>>", "<<><<>>",
            "<<<" + String(repeating: "image", count: 20) + ">>>",
        ])
    func leavesOtherBrackets(prompt: String) throws {
        #expect(try resolve(prompt) == prompt)
    }

    @Test("a backslash makes plain brackets, and is kept where there are none")
    func escapes() throws {
        #expect(try resolve("it says \\<<<image_1>>> here") == "it says <<<image_1>>> here")
        #expect(try resolve("\\<<<image 1>>>") == "<<<image 1>>>")
        #expect(try resolve("\\<<voice_1>> \\<<hello>>") == "<<voice_1>> \\<<hello>>")
        #expect(try resolve("\\\\<<<image_1>>>") == "\\<<<image_1>>>")
    }

    @Test("2500 characters are a prompt, 2501 are not")
    func limitsLength() throws {
        let longest = String(repeating: "狗", count: 2500)
        #expect(try resolve(longest) == longest)
        #expect(throws: PromptReferenceError.tooLong(count: 2501)) { try PromptReferences(longest + "a") }
        // One character to a reader, and yet too long.
        #expect(throws: PromptReferenceError.tooLong(count: 2501)) {
            try PromptReferences("e" + String(repeating: "\u{301}", count: 2500))
        }
    }

    @Test("any 2500 characters of brackets, names and digits end in text or an error")
    func survivesNoise() {
        var state: UInt64 = 1
        func next(below count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let pieces = [
            "<", "<<", "<<<", ">", ">>>", "image", "video_", "_", "1", "0", "\\", " ", "里", "\u{301}", "\u{200D}",
        ]
        for _ in 0..<300 {
            let prompt = (0..<400).map { _ in pieces[next(below: pieces.count)] }.joined()
            let resolved = try? PromptReferences(prompt).resolved(images: 1, videos: 1, elements: [])
            #expect(resolved.map { $0.references.count <= 2 } ?? true)
        }
    }
}
