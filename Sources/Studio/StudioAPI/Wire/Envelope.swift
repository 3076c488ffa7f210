/// What every answer is wrapped in. Refusals have no `data`.
public struct Envelope<Payload: Encodable>: Encodable {
    public let code: Int
    public let message: String
    public let requestID: String
    public let data: Payload?

    public init(_ data: Payload, requestID: String) {
        (code, message, self.requestID, self.data) = (0, "SUCCEED", requestID, data)
    }

    private enum CodingKeys: String, CodingKey {
        case code, message, data
        case requestID = "request_id"
    }
}

/// The envelope of a refusal.
public struct Refusal: Encodable, Sendable {
    public let code: Int
    public let message: String
    public let requestID: String

    public init(_ error: APIError, requestID: String) {
        (code, message, self.requestID) = (error.code, error.message, requestID)
    }

    private enum CodingKeys: String, CodingKey {
        case code, message
        case requestID = "request_id"
    }
}
