/// What refusals of a status mean, with one as an example.
///
/// - Source: section 3 of the wire contract.
enum RefusalText {
    static let all: [(status: Int, name: String, words: String, example: APIError)] = [
        (
            400, "Invalid",
            "1200 or 1201: something in the request is wrong, which the message tells; also a task that does not exist "
                + "and an external identifier that is taken. 1300 or 1301: the content policy refuses it.",
            .missing("prompt")
        ),
        (
            401, "Unauthorized",
            "1000 to 1004: no credentials, wrong ones, a token that is not valid yet or has expired.",
            .authorizationMissing
        ),
        (403, "Forbidden", "1103: this server does not have that, or not for you.", .notAvailable("Sound")),
        (
            404, "NotFound",
            "1202: the path has no such method. 1203: there is no such path, model or thing.", .modelUnknown("kling-v9")
        ),
        (
            429, "TooMany",
            "1100: the account is suspended. 1101 or 1102: not enough credits. 1302: too many requests. 1303: too many "
                + "unfinished tasks.", .tooManyTasks
        ),
        (500, "Failed", "5000: an internal error.", .internalFailure),
        (503, "Unavailable", "5001: not available for a while.", .unavailable),
    ]

    static func name(_ status: Int) -> String {
        guard let text = all.first(where: { $0.status == status }) else {
            preconditionFailure("no text for refusals of \(status)")
        }
        return text.name
    }

    /// Of both shapes.
    static var responses: JSONValue {
        .object(
            all.map { status, name, words, error in
                .init(
                    name: name,
                    value: response(
                        words, .named("Refusal"),
                        [
                            "code": .integer(Int64(error.code)), "message": .text(error.message),
                            "request_id": "0c4a0f0e-9a5c-4a52-bb9c-7c7ac1e4a3b1",
                        ]))
            }
                + all.map { status, name, words, error in
                    let body = OpenAIError(error).error
                    return .init(
                        name: "OpenAI\(name)",
                        value: response(
                            words, status == 429 ? tooMany : .named("OpenAIError"),
                            [
                                "error": [
                                    "message": .text(body.message), "type": .text(body.type), "param": nil,
                                    "code": body.code.map(JSONValue.text) ?? nil,
                                ]
                            ]))
                })
    }

    /// An address that asks too often is refused before it is known what it asks for.
    private static let tooMany = Schema.either([.named("OpenAIError"), .named("Refusal")])

    private static func response(_ words: String, _ schema: Schema, _ example: JSONValue) -> JSONValue {
        [
            "description": .text(words),
            "content": .object([Operation.Content.json(schema, example: example).json]),
        ]
    }
}
