import Foundation
import StudioAPI
import Testing

@Suite("The OpenAPI document") struct OpenAPIDocumentTests {
    private let document: [String: Any]
    private var schemas: JSONSchema { JSONSchema(document: document) }

    init() throws {
        let data = OpenAPIDocument(version: "1.0").data
        document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private typealias Operation = (method: String, path: String, fields: [String: Any])

    private func operations() throws -> [Operation] {
        try #require(document["paths"] as? [String: [String: [String: Any]]]).flatMap { path, methods in
            methods.map { ($0.key, path, $0.value) }
        }
    }

    /// The schema and example of an operation's JSON body.
    private func body(of operation: Operation) -> (schema: [String: Any], example: [String: Any])? {
        let content = (operation.fields["requestBody"] as? [String: Any])?["content"] as? [String: [String: Any]]
        guard let json = content?["application/json"], let schema = json["schema"] as? [String: Any] else { return nil }
        return (schema, json["example"] as? [String: Any] ?? [:])
    }

    @Test("operations have identifiers of their own, known tags and all of their path's parameters")
    func wellFormed() throws {
        let operations = try operations()
        let ids = operations.compactMap { $0.fields["operationId"] as? String }
        #expect(ids.count == operations.count && Set(ids).count == ids.count)
        let tags = try #require(document["tags"] as? [[String: String]]).compactMap { $0["name"] }
        for operation in operations {
            #expect(Set(operation.fields["tags"] as? [String] ?? []).isSubset(of: tags), "\(operation.path)")
            let inPath = operation.path.matches(of: /\{([a-z]+)\}/).map { String($0.1) }
            let given = (operation.fields["parameters"] as? [[String: Any]] ?? []).filter {
                $0["in"] as? String == "path"
            }
            #expect(Set(given.compactMap { $0["name"] as? String }) == Set(inPath), "\(operation.path)")
            #expect((operation.fields["responses"] as? [String: Any])?.isEmpty == false)
        }
    }

    @Test("every reference leads somewhere")
    func references() {
        func check(_ value: Any) {
            if let object = value as? [String: Any] {
                if let reference = object["$ref"] as? String {
                    #expect(!schemas.target(reference).isEmpty, "\(reference)")
                }
                object.values.forEach(check)
            } else if let list = value as? [Any] {
                list.forEach(check)
            }
        }
        check(document)
    }

    @Test("examples of refusals are refusals")
    func refusals() throws {
        let responses = try #require(
            (document["components"] as? [String: Any])?["responses"] as? [String: [String: Any]])
        for (name, response) in responses {
            let json = (response["content"] as? [String: [String: Any]])?["application/json"]
            let schema = try #require(json?["schema"] as? [String: Any])
            #expect(schemas.problems(try #require(json?["example"]), schema).isEmpty, "\(name)")
        }
    }

    /// Reads the body of an operation.
    private func reader(_ path: String) throws -> (Data) throws -> Void {
        func reads<Body: Decodable>(_ body: Body.Type) -> (Data) throws -> Void { { _ = try Body.read(fromBody: $0) } }
        if let model = StandardModel.all.first(where: { $0.path == path }) {
            return { _ = try StandardVideoBody.read(fromBody: $0, for: model) }
        }
        let readers: [String: (Data) throws -> Void] = [
            "/v1/videos/text2video": reads(TextToVideoBody.self),
            "/v1/videos/image2video": reads(ImageToVideoBody.self),
            "/v1/videos/multi-image2video": reads(MultiImageToVideoBody.self),
            "/v1/videos/omni-video": reads(OmniVideoBody.self),
            "/v1/videos/video-extend": reads(VideoExtendBody.self),
            "/v1/videos/effects": reads(EffectBody.self),
            "/v1/videos/multi-elements": reads(MultiElementsBody.self),
            "/v1/videos/multi-elements/init-selection": reads(BeginSelectionBody.self),
            "/v1/videos/multi-elements/add-selection": reads(MarkSelectionBody.self),
            "/v1/videos/multi-elements/delete-selection": reads(MarkSelectionBody.self),
            "/v1/videos/multi-elements/clear-selection": reads(SelectionBody.self),
            "/v1/videos/multi-elements/preview-selection": reads(SelectionBody.self),
            "/v1/images/generations": reads(ImageGenerationBody.self),
            "/v1/images/omni-image": reads(OmniImageBody.self),
            "/v1/images/multi-image2image": reads(MultiImageToImageBody.self),
            "/v1/images/editing/expand": reads(ExpandBody.self),
            "/v1/general/advanced-custom-elements": reads(ElementBody.self),
            "/v1/general/custom-elements": reads(OldElementBody.self),
            "/v1/general/delete-elements": reads(DeleteElementBody.self),
            "/v1/general/delete-advanced-elements": reads(DeleteElementBody.self),
            "/tasks": reads(TaskListBody.self),
            "/account/billing/balance": { _ = try BillingBody.read(fromBody: $0, for: .balance) },
            "/account/billing/package": { _ = try BillingBody.read(fromBody: $0, for: .package) },
            "/v1/videos": reads(OpenAIVideoBody.self), "/v1/session": reads(SignInBody.self),
            "/v1/session/password": reads(PasswordBody.self), "/v1/invitations": reads(InvitationBody.self),
            "/v1/users": reads(JoinBody.self), "/v1/keys": reads(KeyBody.self),
        ]
        return try #require(readers[path], "no reader of \(path)")
    }

    @Test("what pages are asked by may be empty, and the document says so")
    func emptyParameters() throws {
        #expect(try PageQuery(pageNum: "", pageSize: "").size == PageQuery.standardSize)
        #expect(try OpenAIListQuery(after: "", limit: "", order: "").order == .descending)
        var checks = 0
        for operation in try operations() {
            for parameter in operation.fields["parameters"] as? [[String: Any]] ?? [] {
                guard let name = parameter["name"] as? String, ["pageNum", "pageSize", "limit", "order"].contains(name)
                else { continue }
                #expect(schemas.problems("", try #require(parameter["schema"] as? [String: Any])).isEmpty, "\(name)")
                checks += 1
            }
        }
        #expect(checks > 20)
    }

    @Test("examples fit their schemas and are read")
    func examples() throws {
        var count = 0
        for operation in try operations() {
            guard let body = body(of: operation) else { continue }
            #expect(schemas.problems(body.example, body.schema) == [], "\(operation.path)")
            let read = try reader(operation.path)
            #expect(throws: Never.self, "\(operation.path)") {
                try read(JSONSerialization.data(withJSONObject: body.example))
            }
            count += 1
        }
        #expect(count >= 34)
    }

    /// What a schema forbids for a field, with values that break it.
    private func forbidden(_ schema: [String: Any]) -> [Any] {
        var values: [Any] = []
        if let choices = schema["enum"] as? [Any] {
            values.append(choices.contains { $0 is Int } ? 7919 : "no-such-value")
        } else if let most = schema["maxLength"] as? Int, most > 0 {
            values.append("https://" + String(repeating: "a", count: most))
        }
        if let most = schema["maximum"] as? Double { values.append(most + 1) }
        if let least = schema["minimum"] as? Double { values.append(least - 1) }
        if let most = schema["maxItems"] as? Int { values.append(Array(repeating: [String: Any](), count: most + 1)) }
        let types = (schema["type"] as? [String]) ?? []
        if schema["maxLength"] as? Int == 0 { values.append("text") }
        if types.isEmpty == false, !types.contains("array") { values.append([[String: Any]]()) }
        return values
    }

    @Test("what the document forbids is refused, what it leaves out may be left out")
    func limits() throws {
        var checks = 0
        for operation in try operations() {
            guard let (schema, example) = body(of: operation) else { continue }
            let read = try reader(operation.path)
            func reads(_ name: String, _ value: Any?) -> Bool {
                var body = example
                body[name] = value
                return (try? read(JSONSerialization.data(withJSONObject: body))) != nil
            }
            let needed = schema["required"] as? [String] ?? []
            for (name, field) in schema["properties"] as? [String: [String: Any]] ?? [:] {
                checks += 1
                for value in forbidden(field) {
                    #expect(!reads(name, value), "\(operation.path) takes \(name) of \("\(value)".prefix(40))")
                }
                if needed.contains(name) {
                    #expect(!reads(name, nil), "\(operation.path) does without \(name)")
                } else if example[name] == nil {
                    for nothing in [NSNull(), ""] as [Any] {
                        #expect(reads(name, nothing), "\(operation.path) \(name)")
                    }
                }
            }
        }
        #expect(checks > 200)
    }
}
