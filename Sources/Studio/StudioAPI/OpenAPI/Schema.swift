/// What a JSON value looks like.
///
/// - Source: JSON Schema 2020-12, which OpenAPI 3.1 has.
public struct Schema: Sendable, Equatable {
    /// Keywords in the order in which they are written.
    private(set) var keywords: [JSONValue.Member]

    public var json: JSONValue { .object(keywords) }

    subscript(keyword: String) -> JSONValue? {
        get { keywords.first { $0.name == keyword }?.value }
        set {
            let index = keywords.firstIndex { $0.name == keyword }
            switch (index, newValue) {
            case (let index?, let value?): keywords[index] = .init(name: keyword, value: value)
            case (let index?, nil): keywords.remove(at: index)
            case (nil, let value?): keywords.append(.init(name: keyword, value: value))
            case (nil, nil): break
            }
        }
    }

    private init(_ keywords: KeyValuePairs<String, JSONValue?>) {
        self.keywords = keywords.compactMap { name, value in value.map { .init(name: name, value: $0) } }
    }

    /// The same with a sentence, an example, a default, ...
    func with(_ keyword: String, _ value: JSONValue) -> Schema {
        var schema = self
        schema[keyword] = value
        return schema
    }

    func said(_ words: String) -> Schema { with("description", .text(words)) }
}

extension Schema {
    static func text(longest: Int? = nil) -> Schema {
        Schema(["type": "string", "minLength": 1, "maxLength": longest.map { .integer(Int64($0)) }])
    }

    /// Any text, empty too.
    static let anyText = Schema(["type": "string"])
    static let any = Schema([:])
    static let bytes = Schema(["type": "string", "contentMediaType": "application/octet-stream"])

    static func choice(_ values: [String]) -> Schema { Schema(["type": "string", "enum": .list(values)]) }

    static func constant(_ value: JSONValue) -> Schema { Schema(["const": value]) }

    static func integer(_ range: ClosedRange<Int64>? = nil) -> Schema {
        Schema([
            "type": "integer", "minimum": range.map { .integer($0.lowerBound) },
            "maximum": range.map { .integer($0.upperBound) },
        ])
    }

    static func number(_ range: ClosedRange<Double>? = nil) -> Schema {
        Schema([
            "type": "number", "minimum": range.map { .number($0.lowerBound) },
            "maximum": range.map { .number($0.upperBound) },
        ])
    }

    static let flag = Schema(["type": "boolean"])

    static func list(of entries: Schema, _ counts: ClosedRange<Int>? = nil) -> Schema {
        Schema([
            "type": "array", "items": entries.json, "minItems": counts.map { .integer(Int64($0.lowerBound)) },
            "maxItems": counts.map { .integer(Int64($0.upperBound)) },
        ])
    }

    /// One of the document's named schemas.
    static func named(_ name: String) -> Schema { Schema(["$ref": .text("#/components/schemas/\(name)")]) }

    static func either(_ schemas: [Schema]) -> Schema { Schema(["anyOf": .list(schemas.map(\.json))]) }

    /// - Parameter isClosed: whether there is nothing else in it, which holds for what is answered.
    static func object(_ fields: [Field], isClosed: Bool = false) -> Schema {
        let needed = fields.filter(\.isNeeded).map(\.name)
        return Schema([
            "type": "object",
            "properties": .object(fields.map { .init(name: $0.name, value: $0.schema.json) }),
            "required": needed.isEmpty ? nil : .list(needed),
            "additionalProperties": isClosed ? false : nil,
        ])
    }

    /// One member of an object.
    struct Field: Sendable {
        let name: String
        let schema: Schema
        let isNeeded: Bool
    }
}
