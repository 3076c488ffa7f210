import Foundation
import StudioAPI
import Testing

@Suite("Videos in OpenAI's shape") struct OpenAITests {
    @Test("a body in JSON")
    func json() throws {
        let plain = try read(OpenAIVideoBody.self, #"{"prompt": "a"}"#)
        #expect(plain.seconds == 4 && plain.size.text == "720x1280" && plain.model == nil && plain.reference == nil)
        let full = try read(
            OpenAIVideoBody.self,
            #"""
            {"prompt": "a", "model": "toybox", "seconds": "8", "size": "1280x720",
             "input_reference": {"image_url": "data:image/png;base64,aGk="}}
            """#)
        #expect(full.seconds == 8 && full.size.aspectRatio == "16:9" && full.size.resolution == "720p")
        #expect(full.reference == .bytes(Data("hi".utf8)))
        #expect(
            try read(OpenAIVideoBody.self, #"{"prompt": "a", "input_reference": "https://example.com/a.png"}"#)
                .reference
                == .url(URL(string: "https://example.com/a.png")!))
    }

    @Test(
        "what is wrong is said",
        arguments: [
            (#"{}"#, "prompt can not be null"),
            (#"{"prompt": "a", "seconds": "0"}"#, "seconds must be between 1 and 15"),
            (#"{"prompt": "a", "seconds": "four"}"#, "Failed to resolve the request body"),
            (#"{"prompt": "a", "size": "1280"}"#, "size value '1280' is invalid"),
            (#"{"prompt": "a", "size": "1280x"}"#, "size value"),
            (#"{"prompt": "a", "size": "+128x+128"}"#, "size value"),
            (#"{"prompt": "a", "size": "99999x99999"}"#, "size value"),
            (#"{"prompt": "a", "size": "0x0"}"#, "size value"),
            (#"{"prompt": "a", "input_reference": {"file_id": "f"}}"#, "file_id is not supported"),
            (#"{"prompt": "a", "input_reference": "file:///etc/passwd"}"#, "valid base64"),
        ])
    func refusals(json: String, sentence: String) { expect(OpenAIVideoBody.self, json, refusedWith: sentence) }

    private func form(_ text: String, boundary: String = "b") throws(APIError) -> MultipartForm {
        try MultipartForm(
            Data(text.replacing("\n", with: "\r\n").utf8), contentType: "multipart/form-data; boundary=\(boundary)")
    }

    @Test("a body in a form, with a picture")
    func multipart() throws {
        let picture = Data([0x89, 0x50, 0x0d, 0x0a, 0x2d, 0x2d, 0x61, 0x00, 0xff])
        var bytes = Data()
        func field(_ header: String, _ value: Data) {
            bytes += Data("--b\r\nContent-Disposition: form-data; \(header)\r\n\r\n".utf8) + value + Data("\r\n".utf8)
        }
        field(#"name="prompt""#, Data("a 狗".utf8))
        field(#"name="seconds""#, Data("8".utf8))
        field(#"name="size""#, Data())
        bytes += Data(
            "--b\r\nContent-Type: image/png\r\nContent-Disposition: form-data; filename=\"a.png\"; name=input_reference\r\n\r\n"
                .utf8)
        bytes += picture + Data("\r\n--b--\r\n".utf8)
        let body = try OpenAIVideoBody(
            MultipartForm(bytes, contentType: #"Multipart/Form-Data; charset=x; boundary="b""#))
        #expect(body.prompt == "a 狗" && body.seconds == 8 && body.size.text == "720x1280")
        #expect(body.reference == .bytes(picture))
    }

    @Test("a form with an address in place of a file")
    func formWithAddress() throws {
        let body = try OpenAIVideoBody(
            form(
                """
                --b
                Content-Disposition: form-data; name="prompt"

                a
                --b
                Content-Disposition: form-data; name="input_reference[image_url]"

                https://example.com/a.png
                --b--
                """))
        #expect(body.reference == .url(try #require(URL(string: "https://example.com/a.png"))))
    }

    @Test(
        "what is no form is refused",
        arguments: [
            "", "--b", "--b--x", "--b\n", "--b\n\n--b--", "--b\n--b--",
            "--b\nContent-Disposition: form-data\n\na\n--b--",
            "--b\nContent-Disposition: form-data; name=\"prompt\"\n\na", "--c\n\n--c--",
            "--b\nContent-Disposition: form-data; name=\"prompt\"\n--b--",
        ])
    func brokenForms(text: String) {
        #expect(throws: APIError.self) { try OpenAIVideoBody(form(text)) }
    }

    @Test("forms have their limits")
    func formLimits() {
        let part = "--b\nContent-Disposition: form-data; name=\"x\"\n\na\n"
        #expect(throws: APIError.unreadableBody) { try form(String(repeating: part, count: 33) + "--b--") }
        let long = String(repeating: "a", count: 70_000)
        #expect(throws: APIError.self) {
            try form("--b\nContent-Disposition: form-data; name=\"prompt\"\n\n\(long)\n--b--")
        }
        #expect(throws: APIError.unreadableBody) {
            try form("--b\nX: \(long)\nContent-Disposition: form-data; name=\"prompt\"\n\na\n--b--")
        }
        for type in ["", "multipart/form-data", "multipart/form-data; boundary=", "text/plain; boundary=b"] {
            #expect(throws: APIError.unreadableBody) { try MultipartForm(Data(part.utf8), contentType: type) }
        }
    }

    @Test("an answer has every field, null where there is nothing")
    func view() throws {
        let view = OpenAIVideoView(
            id: "1", model: "toybox", status: .inProgress, progress: 140, createdAt: 1, completedAt: nil,
            expiresAt: nil,
            seconds: "4", size: "720x1280", prompt: "a", error: nil)
        let video = try object(view)
        #expect(video["object"] as? String == "video" && video["status"] as? String == "in_progress")
        #expect(video["progress"] as? Int == 100 && video["completed_at"] is NSNull && video["error"] is NSNull)
        let list = try object(OpenAIListView([view], hasMore: true))
        #expect(list["first_id"] as? String == "1" && list["has_more"] as? Bool == true)
        #expect(try object(OpenAIListView([], hasMore: false))["last_id"] is NSNull)
        #expect(try object(OpenAIDeletedView(id: "1"))["object"] as? String == "video.deleted")
    }

    @Test(
        "an error has a type",
        arguments: [
            (APIError.authorizationMissing, "authentication_error"), (.notEnoughCredits, "insufficient_quota"),
            (.tooManyTasks, "rate_limit_error"), (.missing("prompt"), "invalid_request_error"),
            (.notFound("Video"), "not_found_error"), (.internalFailure, "server_error"),
            (.notAvailable("Sound"), "permission_error"),
        ])
    func errors(error: APIError, type: String) throws {
        let body = try #require(try object(OpenAIError(error))["error"] as? [String: Any])
        #expect(body["type"] as? String == type && body["message"] as? String == error.message)
        #expect(body["param"] is NSNull && body["code"] as? String == String(error.code))
    }

    @Test("pages have an order and a limit")
    func listQuery() throws {
        let query = try OpenAIListQuery(after: "", limit: nil, order: "")
        #expect(query.after == nil && query.limit == 20 && query.order == .descending)
        #expect(try OpenAIListQuery(after: "5", limit: "100", order: "asc").limit == 100)
        for (limit, order) in [("0", "asc"), ("101", "asc"), ("x", "asc"), ("5", "up")] {
            #expect(throws: APIError.self) { try OpenAIListQuery(after: nil, limit: limit, order: order) }
        }
    }
}
