import Foundation

/// The document of all paths, in OpenAPI 3.1, made of the limits that the bodies themselves have.
public struct OpenAPIDocument: Sendable {
    /// In the order in which they are told.
    public let operations: [Operation]
    private let version: String
    private let publicURL: String

    static let title = "Kinora"
    static let introduction = """
        The HTTP interface of a Kinora server. The paths below /v1 and the new-standard paths are those of the Kling API, \
        the ones tagged "OpenAI videos" those of OpenAI's video API.

        Bodies are read leniently: null, an empty string and a field that is left out mean the same, numbers may come as \
        text, fields that are not named are ignored, and so are a trailing and a doubled slash in a path. No text may have \
        the character U+0000. All of the paths below /v1 answer below /proxy/kling/v1, too.

        Every answer has the header x-request-id; a request may bring one of its own.
        """

    /// What operations belong to, in the order in which they are told.
    static let tags = [
        ("Video", "Tasks that make clips."), ("Selection", "Choosing what an edit is about."),
        ("Image", "Tasks that make pictures."), ("Elements", "Subjects that are kept for later prompts."),
        ("New standard", "Tasks that make clips, with the model in the path."), ("Tasks", "All tasks of an account."),
        ("Progress", "How tasks go on, as it happens."), ("Account", "Credits and what took them."),
        ("Sign-in", "How browsers sign in, how people are invited, and keys. Additions to the Kling API."),
        ("OpenAI videos", "Clips, in the shape of OpenAI's API."), ("Service", "The server itself."),
        ("Not available", "Paths of the Kling API that are answered with a refusal."),
    ]

    /// - Parameters:
    ///   - version: of the program.
    ///   - publicURL: where clients reach it; "/" for wherever the document comes from.
    public init(version: String, publicURL: String = "/") {
        self.version = version
        self.publicURL = publicURL
        operations =
            Operation.videos + Operation.images + Operation.elements + Operation.standard + Operation.progress
            + Operation.account + Operation.signIn + Operation.openAI + Operation.service + Operation.unavailable
    }

    public var json: JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": .text(Self.title), "version": .text(version), "description": .text(Self.introduction),
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": .text(publicURL)]],
            "tags": .list(Self.tags.map { ["name": .text($0.0), "description": .text($0.1)] }),
            "paths": paths,
            "components": [
                "securitySchemes": Self.securitySchemes,
                "responses": RefusalText.responses,
                "schemas": .object(AnswerSchemas.all.map { .init(name: $0.name, value: $0.schema.json) }),
            ],
        ]
    }

    /// UTF-8.
    public var data: Data { Data(json.json.utf8) }

    private var paths: JSONValue {
        var order: [String] = []
        var byPath: [String: [JSONValue.Member]] = [:]
        for operation in operations {
            if byPath[operation.path] == nil { order.append(operation.path) }
            byPath[operation.path, default: []].append(
                .init(name: operation.method.rawValue, value: operation.json))
        }
        return .object(order.map { .init(name: $0, value: .object(byPath[$0] ?? [])) })
    }

    static let securitySchemes: JSONValue = [
        "apiKey": ["type": "http", "scheme": "bearer", "description": "An API key."],
        "apiKeyHeader": [
            "type": "apiKey", "in": "header", "name": "X-API-Key", "description": "An API key, as ComfyUI sends it.",
        ],
        "signedToken": [
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": .text(
                "A token signed with a SecretKey: HS256; iss is the AccessKey, exp and nbf are seconds since 1970."),
        ],
        "session": [
            "type": "apiKey", "in": "cookie", "name": "kinora_session",
            "description": .text(
                "A browser that is signed in. What is not GET or HEAD needs the header X-Kinora-Studio: 1, too, which other "
                    + "sites' pages cannot send."),
        ],
    ]
}
