import Foundation
import StudioAPI
import Testing

/// Bodies that no client sends. Each is refused, or read without harm.
@Suite("Hostile bodies") struct HostileBodyTests {
    private let bodies: [any Decodable.Type] = [
        TextToVideoBody.self, ImageToVideoBody.self, MultiImageToVideoBody.self, OmniVideoBody.self,
        VideoExtendBody.self, EffectBody.self, MultiElementsBody.self, MarkSelectionBody.self,
        ImageGenerationBody.self, OmniImageBody.self, MultiImageToImageBody.self, ExpandBody.self, ElementBody.self,
    ]

    private func isRefusedByAll(_ json: String, sourceLocation: SourceLocation = #_sourceLocation) {
        for body in bodies {
            #expect(throws: APIError.self, "\(body)", sourceLocation: sourceLocation) { _ = try read(body, json) }
        }
    }

    @Test("what is no object of fields is refused", arguments: ["", "null", "[]", "3", "\"{}\"", "{", "{}x", "\u{0}"])
    func noObject(json: String) { isRefusedByAll(json) }

    @Test("a wrong type in a field is refused", arguments: ["{}", "[]", "true", "3.5", "[[[]]]", #"{"a": null}"#])
    func wrongTypes(value: String) {
        for field in ["callback_url", "external_task_id", "negative_prompt"] {
            expect(
                TextToVideoBody.self, #"{"prompt": "a", "\#(field)": \#(value)}"#,
                refusedWith: "Failed to resolve the request body")
        }
    }

    @Test(
        "a number that is none, or too large, is refused",
        arguments: [
            "1e400", "-1e400", #""NaN""#, #""nan""#, #""Infinity""#, #""-inf""#, #""0x10""#, #""1e999""#, #""١""#,
            "1e30",
        ])
    func numbers(value: String) {
        #expect(throws: APIError.self) { try read(TextToVideoBody.self, #"{"prompt": "a", "cfg_scale": \#(value)}"#) }
        #expect(throws: APIError.self) { try read(TextToVideoBody.self, #"{"prompt": "a", "duration": \#(value)}"#) }
        #expect(throws: APIError.self) { try read(ImageGenerationBody.self, #"{"prompt": "a", "n": \#(value)}"#) }
        #expect(throws: APIError.self) {
            let config = #"{"type": "simple", "config": {"zoom": \#(value)}}"#
            return try read(TextToVideoBody.self, #"{"prompt": "a", "camera_control": \#(config)}"#)
        }
    }

    @Test("deep nesting is refused, wherever it is")
    func nesting() {
        let deep = String(repeating: "[", count: 100_000)
        isRefusedByAll(deep)
        isRefusedByAll(#"{"prompt": "a", "unknown": \#(deep)"#)
        let closed = String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)
        isRefusedByAll(#"{"prompt": "a", "unknown": \#(closed)}"#)
    }

    @Test("lists of 10,000 entries are refused with a sentence")
    func longLists() {
        func list(_ entry: String) -> String { "[\(Array(repeating: entry, count: 10_000).joined(separator: ","))]" }
        let mask = #"{"mask": "aGk=", "trajectories": \#(list(#"{"x": 1, "y": 2}"#))}"#
        expect(
            ImageToVideoBody.self, #"{"image": "aGk=", "dynamic_masks": [\#(mask)]}"#,
            refusedWith: "trajectories may have at most 77 entries")
        expect(
            MultiImageToVideoBody.self, #"{"prompt": "a", "image_list": \#(list(#"{"image": "aGk="}"#))}"#,
            refusedWith: "image_list may have at most 4 entries")
        expect(
            OmniVideoBody.self, #"{"prompt": "a", "element_list": \#(list(#"{"element_id": 1}"#))}"#,
            refusedWith: "element_list may have at most 7 entries")
        expect(
            MarkSelectionBody.self,
            #"{"session_id": "1", "frame_index": 0, "points": \#(list(#"{"x": 0, "y": 0}"#))}"#,
            refusedWith: "points may have at most 10 entries")
    }

    @Test("U+0000 is refused, other control characters are text")
    func controlCharacters() throws {
        expect(TextToVideoBody.self, #"{"prompt": "a\u0000b"}"#, refusedWith: "must not contain the character U+0000")
        let body = try read(TextToVideoBody.self, #"{"prompt": "a\nb\u001b[31m\u0007\u202e"}"#)
        #expect(body.prompt == "a\nb\u{1b}[31m\u{7}\u{202e}")
        expect(TextToVideoBody.self, "{\"prompt\": \"a\u{1}b\"}", refusedWith: "Failed to resolve the request body")
        expect(TextToVideoBody.self, #"{"prompt": "\ud800"}"#, refusedWith: "Failed to resolve the request body")
    }

    @Test("characters are Unicode scalars, so that one letter cannot hide a thousand")
    func combining() {
        let letter = "a" + String(repeating: "\u{301}", count: 2500)
        #expect(letter.count == 1)
        expect(TextToVideoBody.self, #"{"prompt": "\#(letter)"}"#, refusedWith: "longer than 2500 characters")
    }

    @Test("long names are refused, and not repeated in full")
    func longNames() {
        let long = String(repeating: "x", count: 100_000)
        expect(
            TextToVideoBody.self, #"{"prompt": "a", "external_task_id": "\#(long)"}"#, refusedWith: "external_task_id")
        for field in ["mode", "model_name", "aspect_ratio"] {
            let error = #expect(throws: APIError.self) {
                try read(TextToVideoBody.self, #"{"prompt": "a", "\#(field)": "\#(long)"}"#)
            }
            #expect((error?.message.count ?? .max) < 300)
        }
    }

    @Test(
        "callbacks go to web addresses",
        arguments: [
            "javascript:alert(1)", "ftp://example.com", "http://", "//example.com", "https:/x", "h t t p://a",
            "http:///a",
        ])
    func callbacks(url: String) {
        expect(
            TextToVideoBody.self, #"{"prompt": "a", "callback_url": "\#(url)"}"#,
            refusedWith: "callback_url is not a valid URL")
    }

    @Test("a key that is there twice does no harm")
    func twice() throws {
        let body = try? read(TextToVideoBody.self, #"{"prompt": "a", "prompt": "b"}"#)
        #expect(body == nil || body?.prompt == "a" || body?.prompt == "b")
    }
}
