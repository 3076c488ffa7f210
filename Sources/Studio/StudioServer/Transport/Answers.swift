import Hummingbird
import JSONWriting
import NIOCore
import StudioAPI

/// How answers are written.
enum Answers {
    /// JSON, whatever the status.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONWriter.bytes(of: value))))
    }

    /// What was asked for, in the envelope.
    static func success(_ data: some Encodable, _ context: StudioRequestContext) throws -> Response {
        try json(Envelope(data, requestID: context.requestID))
    }

    /// A refusal, in the envelope.
    static func refusal(_ error: APIError, requestID: String) throws -> Response {
        try json(Refusal(error, requestID: requestID), status: .init(code: error.status))
    }
}
