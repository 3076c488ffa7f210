/// How bodies are read (section 14.4 of the wire contract), as schemas: numbers may come as text, and a field that is not needed
/// may be null or an empty string. What is not named is ignored.
extension Schema.Field {
    static func needed(_ name: String, _ schema: Schema) -> Self {
        Self(name: name, schema: schema, isNeeded: true)
    }

    /// Of a body.
    static func optional(_ name: String, _ schema: Schema, default standard: JSONValue? = nil) -> Self {
        var schema = schema.orBlank
        if let standard { schema["default"] = standard }
        return Self(name: name, schema: schema, isNeeded: false)
    }

    /// Of an answer, where it is there or not.
    static func possible(_ name: String, _ schema: Schema) -> Self {
        Self(name: name, schema: schema, isNeeded: false)
    }
}

extension Schema {
    /// Null and an empty string mean the same as leaving the field out.
    var orBlank: Schema {
        var schema = self
        if case .list(let values)? = schema["enum"] {
            schema["enum"] = .list(values + (values.contains(.text("")) ? [] : [.text("")]) + [.null])
            schema["type"] = nil
            return schema
        }
        let types = schema.types
        // Other types than text have no length of their own: only an empty string passes.
        if !types.contains("string") { schema["maxLength"] = 0 }
        schema["minLength"] = nil
        if case .text(let pattern)? = schema["pattern"] { schema["pattern"] = .text("^$|\(pattern)") }
        schema["type"] = .list(types + (types.contains("string") ? [] : ["string"]) + ["null"])
        return schema
    }

    /// Or an empty string, which means the same as leaving it out. Of parameters: there is no null among them.
    var orEmpty: Schema {
        if case .list(let values)? = self["enum"] { return with("enum", .list(values + [.text("")])) }
        var schema = self
        schema["type"] = .list(types + ["string"])
        // Other types have no length of their own.
        schema["maxLength"] = 0
        return schema
    }

    /// Or the same in digits.
    var orDigits: Schema {
        var schema = self
        if case .list(let values)? = schema["enum"] {
            schema["enum"] = .list(
                values
                    + values.map { value in
                        if case .integer(let number) = value { .text(String(number)) } else { value }
                    })
            return schema
        }
        let sign =
            switch schema["minimum"] {
            case .integer(0...)?, .number(0...)?: ""
            default: "-?"
            }
        let decimals = types == ["integer"] ? "" : "(\\.[0-9]{1,15})?"
        schema["type"] = .list(types + ["string"])
        schema["pattern"] = .text("^\(sign)[0-9]{1,15}\(decimals)$")
        return schema
    }

    var orNull: Schema { with("type", .list(types + ["null"])) }

    private var types: [String] {
        switch self["type"] {
        case .text(let type)?: [type]
        case .list(let types)?: types.compactMap { if case .text(let type) = $0 { type } else { nil } }
        default: []
        }
    }
}

extension Schema {
    /// A picture: an address, or its bytes in base64 without a data URL's prefix.
    static let picture = text().with("pattern", #"^(https?://[^/\s]+.*|[A-Za-z0-9+/]+={0,2})$"#)
    /// The address of a clip.
    static let clip = text().with("pattern", #"^https?://[^/\s]+.*$"#)

    /// Seconds, as a number or as text.
    static func seconds(_ choices: [Int]) -> Schema {
        choice([]).with("enum", .list(choices.map { .integer(Int64($0)) })).with("type", .list(["integer", "string"]))
            .orDigits
    }

    /// True or false, as such or as text.
    static let wish = choice([]).with("enum", [true, false, "true", "false"]).with(
        "type", .list(["boolean", "string"]))
}
