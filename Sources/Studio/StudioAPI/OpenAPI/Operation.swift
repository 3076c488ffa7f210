/// One method of one path, as the document tells it.
public struct Operation: Sendable {
    public enum Method: String, Sendable {
        case get, head, post, put, delete
    }

    /// Who may call it.
    public enum Access: Sendable {
        /// Everybody.
        case open
        /// Accounts, by an API key or a token signed with a SecretKey.
        case keysAndTokens
        /// Accounts, by an API key.
        case keysAlone
        /// Browsers that are signed in.
        case session
    }

    /// How it refuses.
    public enum Refusals: Sendable {
        case kling, openAI, none
    }

    public struct Parameter: Sendable {
        public enum Place: String, Sendable {
            case path, query, header
        }

        let name: String
        let place: Place
        let schema: Schema
        let isNeeded: Bool

        static func path(_ name: String, _ schema: Schema) -> Parameter {
            Parameter(name: name, place: .path, schema: schema, isNeeded: true)
        }
        static func query(_ name: String, _ schema: Schema, isNeeded: Bool = false) -> Parameter {
            Parameter(name: name, place: .query, schema: schema, isNeeded: isNeeded)
        }
        static func header(_ name: String, _ schema: Schema) -> Parameter {
            Parameter(name: name, place: .header, schema: schema, isNeeded: false)
        }

        var json: JSONValue {
            var members: [JSONValue.Member] = [
                .init(name: "name", value: .text(name)), .init(name: "in", value: .text(place.rawValue)),
                .init(name: "required", value: .flag(isNeeded)),
            ]
            var schema = schema
            if let words = schema["description"] {
                members.append(.init(name: "description", value: words))
                schema["description"] = nil
            }
            return .object(members + [.init(name: "schema", value: schema.json)])
        }
    }

    /// Something of a media type, in a body or an answer.
    public struct Content: Sendable {
        let mediaType: String
        let schema: Schema
        var example: JSONValue?

        static func json(_ schema: Schema, example: JSONValue? = nil) -> Content {
            Content(mediaType: "application/json", schema: schema, example: example)
        }

        var json: JSONValue.Member {
            let schema = JSONValue.Member(name: "schema", value: schema.json)
            let example = example.map { [JSONValue.Member(name: "example", value: $0)] } ?? []
            return .init(name: mediaType, value: .object([schema] + example))
        }
    }

    /// An answer that is no refusal.
    public struct Answer: Sendable {
        let status: Int
        let words: String
        let contents: [Content]

        /// 200 in the envelope.
        static func success(_ data: Schema) -> Answer {
            Answer(status: 200, words: "Done.", contents: [.json(AnswerSchemas.envelope(data))])
        }
    }

    public let method: Method
    public let path: String
    /// What it belongs to.
    let tag: String
    /// Unique in the document.
    let id: String
    let summary: String
    var words = ""
    var parameters: [Parameter] = []
    /// None for an operation without a body.
    var bodies: [Content] = []
    var answers: [Answer] = []
    var access = Access.keysAndTokens
    var refusals = Refusals.kling
    /// Statuses of refusals, beside those of every closed or open operation.
    var moreRefusals: [Int] = []
}

extension Operation {
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init(name: "tags", value: .list([tag])), .init(name: "operationId", value: .text(id)),
            .init(name: "summary", value: .text(summary)),
        ]
        if !words.isEmpty { members.append(.init(name: "description", value: .text(words))) }
        members.append(.init(name: "security", value: security))
        if !parameters.isEmpty { members.append(.init(name: "parameters", value: .list(parameters.map(\.json)))) }
        if !bodies.isEmpty {
            members.append(
                .init(
                    name: "requestBody",
                    value: ["required": true, "content": .object(bodies.map(\.json))]))
        }
        return .object(members + [.init(name: "responses", value: .object(responses))])
    }

    private var security: JSONValue {
        switch access {
        case .open: []
        case .keysAlone: [["apiKey": []], ["apiKeyHeader": []], ["session": []]]
        case .keysAndTokens: [["apiKey": []], ["apiKeyHeader": []], ["signedToken": []], ["session": []]]
        case .session: [["session": []]]
        }
    }

    private var responses: [JSONValue.Member] {
        answers.map { answer in
            var members = [JSONValue.Member(name: "description", value: .text(answer.words))]
            if !answer.contents.isEmpty {
                members.append(.init(name: "content", value: .object(answer.contents.map(\.json))))
            }
            return .init(name: String(answer.status), value: .object(members))
        }
            + refusalStatuses.map {
                .init(
                    name: String($0),
                    value: [
                        "$ref": .text(
                            "#/components/responses/\(refusals == .openAI ? "OpenAI" : "")\(RefusalText.name($0))")
                    ])
            }
    }

    /// Statuses that a refusal can have.
    var refusalStatuses: [Int] {
        switch refusals {
        case .none: moreRefusals
        case .kling, .openAI:
            Array(Set([400, 404, 429, 500, 503] + (access == .open ? [] : [401, 403]) + moreRefusals)).sorted()
        }
    }
}
