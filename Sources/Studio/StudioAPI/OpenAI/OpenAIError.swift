/// A refusal in OpenAI's shape.
///
/// - Source: the error object that OpenAI's Python client 3.57 reads.
public struct OpenAIError: Encodable, Sendable {
    public struct Body: Encodable, Sendable {
        public let message: String
        public let type: String
        public let param: String?
        public let code: String?

        private enum CodingKeys: String, CodingKey { case message, type, param, code }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(message, forKey: .message)
            try container.encode(type, forKey: .type)
            try container.encode(param, forKey: .param)
            try container.encode(code, forKey: .code)
        }
    }

    public let error: Body

    /// Types that there are.
    static let types = [
        "invalid_request_error", "authentication_error", "permission_error", "not_found_error", "rate_limit_error",
        "insufficient_quota", "server_error",
    ]

    public init(_ error: APIError, param: String? = nil) {
        let type =
            switch (error.status, error.code) {
            case (401, _): "authentication_error"
            case (403, _): "permission_error"
            case (404, _): "not_found_error"
            case (429, 1100...1102): "insufficient_quota"
            case (429, _): "rate_limit_error"
            case (500..., _): "server_error"
            default: "invalid_request_error"
            }
        self.error = Body(message: error.message, type: type, param: param, code: String(error.code))
    }
}
