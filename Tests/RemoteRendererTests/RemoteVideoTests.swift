import Foundation
import StudioDomain
import Testing

@testable import RemoteRenderer

@Suite("Remote video") struct RemoteVideoTests {
    private func video(_ json: String) throws -> RemoteVideo { try RemoteVideo(Data(json.utf8)) }

    @Test("is read as OpenAI, and as other servers write it") func reads() throws {
        let openAI = try video(
            #"{"id": "video_1", "status": "in_progress", "progress": 40, "seconds": "4", "error": null}"#)
        #expect(openAI.status == .inProgress && openAI.progress == 40 && openAI.length == 4)
        let bare = try video(#"{"id": "1", "status": "pending"}"#)
        #expect(bare.status == .queued && bare.progress == 0 && bare.length == nil)
        let failed = try video(
            #"{"id": "1", "status": "cancelled", "error": {"code": "x", "message": "out of\nmemory"}}"#)
        #expect(failed.status == .failed && failed.problem == "out of memory")
    }

    @Test(
        "an answer that is none is refused",
        arguments: [
            "", "[]", #"{"id": "", "status": "queued"}"#, #"{"id": "a/../b", "status": "queued"}"#, #"{"id": "1"}"#,
        ])
    func refuses(json: String) {
        #expect(throws: RemoteRendererError.unreadable) { try video(json) }
    }

    @Test("the server's reason is told in one bounded line") func problems() {
        #expect(RemoteVideo.problem(in: Data(#"{"error": {"message": "no such size"}}"#.utf8)) == "no such size")
        #expect(RemoteVideo.problem(in: Data(#"{"detail": "too long"}"#.utf8)) == "too long")
        #expect(RemoteVideo.problem(in: Data("<html>".utf8)) == nil)
        let long = #"{"detail": "\#(String(repeating: "x", count: 5000))"}"#
        #expect(RemoteVideo.problem(in: Data(long.utf8))?.count == 300)
    }
}

@Suite("Video form") struct VideoFormTests {
    @Test("tells the order in the fields that all servers read") func fields() throws {
        let order = Order(
            task: .textToVideo, prompt: "a dog", aspectRatio: AspectRatio("9:16"), resolution: .p720, seconds: 4.2,
            seed: 7)
        let (type, body) = try VideoForm(order, model: "wan", inputs: []).body(number: 2)
        let text = String(decoding: body, as: UTF8.self)
        let boundary = try #require(type.split(separator: "=").last)
        #expect(text.hasPrefix("--\(boundary)\r\n") && text.hasSuffix("--\(boundary)--\r\n"))
        for (name, value) in [
            ("prompt", "a dog"), ("model", "wan"), ("seconds", "5"), ("size", "720x1280"), ("seed", "9"),
        ] {
            #expect(text.contains("form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"))
        }
    }

    @Test("what such servers cannot make is refused in a sentence") func refuses() {
        #expect(throws: RenderFailure.self) {
            try VideoForm(Order(task: .extendVideo(backwards: false), prompt: ""), model: nil, inputs: [])
        }
    }
}
