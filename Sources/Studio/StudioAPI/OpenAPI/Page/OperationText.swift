/// Operations and schemas as HTML.
enum OperationText {
    static func html(_ operation: Operation) -> String {
        let method = operation.method.rawValue.uppercased()
        let body = operation.bodies.first
        let parts: [String?] = [
            operation.words.isEmpty ? nil : "<p>\(DocumentPage.escape(operation.words))</p>",
            "<p class=\"access\">\(access(operation.access))</p>",
            operation.parameters.isEmpty ? nil : table("Parameters", operation.parameters.map(row).joined()),
            body.map { table("Body", rows($0.schema.json).joined()) },
            body?.example.map { "<h4>Example</h4><pre><code>\(DocumentPage.escape($0.json))</code></pre>" },
            "<p class=\"answers\">Answers: \(answers(operation))</p>",
        ]
        return """
            <article id="\(operation.id)">
            <h3><span class="method \(operation.method.rawValue)">\(method)</span> <code>\(DocumentPage.escape(operation.path))</code></h3>
            <p class="summary">\(DocumentPage.escape(operation.summary)).</p>
            \(parts.compactMap(\.self).joined(separator: "\n"))
            </article>
            """
    }

    static func html(_ name: String, _ schema: Schema) -> String {
        """
        <article id="\(DocumentPage.anchor(name))">
        <h3>\(DocumentPage.escape(name))</h3>
        \(table("Fields", rows(schema.json).joined()))
        </article>
        """
    }

    private static func access(_ access: Operation.Access) -> String {
        switch access {
        case .open: "Open to everybody."
        case .keysAlone: "Needs an API key."
        case .session: "Needs a browser that is signed in."
        case .keysAndTokens: "Needs an API key, or a token signed with a SecretKey."
        }
    }

    private static func answers(_ operation: Operation) -> String {
        let answers = operation.answers.map { answer in
            let schema = answer.contents.first.map { $0.schema["properties"]?["data"] ?? $0.schema.json }
            return "\(answer.status) \(schema.map(type) ?? DocumentPage.escape(answer.words))"
        }
        return (answers + operation.refusalStatuses.map(String.init)).joined(separator: ", ") + "."
    }

    private static func table(_ title: String, _ rows: String) -> String {
        """
        <h4>\(title)</h4>
        <table><thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col"></th></tr></thead>
        <tbody>\(rows)</tbody></table>
        """
    }

    private static func row(_ parameter: Operation.Parameter) -> String {
        row(parameter.name, parameter.schema.json, isNeeded: parameter.isNeeded)
    }

    /// A row for each field, and below it those of what it consists of.
    private static func rows(_ schema: JSONValue, within prefix: String = "") -> [String] {
        guard case .object(let fields)? = schema["properties"] else { return [] }
        var needed: [JSONValue] = []
        if case .list(let names)? = schema["required"] { needed = names }
        return fields.flatMap { field in
            let name = prefix + field.name
            return [row(name, field.value, isNeeded: needed.contains(.text(field.name)))]
                + rows(field.value, within: "\(name).")
                + (field.value["items"].map { rows($0, within: "\(name)[].") } ?? [])
        }
    }

    private static func row(_ name: String, _ schema: JSONValue, isNeeded: Bool) -> String {
        var words = isNeeded ? ["Needed."] : []
        if case .text(let text)? = schema["description"] { words.append(text) }
        if let standard = schema["default"] { words.append("Default: \(plain(standard)).") }
        return """
            <tr><td><code>\(DocumentPage.escape(name))</code></td><td>\(type(schema))</td>\
            <td>\(DocumentPage.escape(words.joined(separator: " ")))</td></tr>
            """
    }

    /// What a value is, with its limits. That null and empty text mean the same as nothing is said once for all.
    private static func type(_ schema: JSONValue) -> String {
        if case .text(let reference)? = schema["$ref"], let name = reference.split(separator: "/").last {
            return "<a href=\"#\(DocumentPage.anchor(String(name)))\">\(DocumentPage.escape(String(name)))</a>"
        }
        if let value = schema["const"] { return "<code>\(DocumentPage.escape(plain(value)))</code>" }
        if case .list(let values)? = schema["enum"] { return choice(values) }
        if case .list(let schemas)? = schema["anyOf"] {
            return schemas.map { "<p>either \(fields($0))</p>" }.joined()
        }
        if let items = schema["items"] {
            return "list\(counts(schema, "minItems", "maxItems", " entries")), each \(type(items))"
        }
        let types = self.types(schema)
        if types.contains("object") { return "object" }
        if types.contains("integer") { return "integer\(counts(schema, "minimum", "maximum", ""))" }
        if types.contains("number") { return "number\(counts(schema, "minimum", "maximum", ""))" }
        if types.contains("boolean") { return "true or false" }
        return types.isEmpty ? "any" : "text\(counts(schema, nil, "maxLength", " characters"))"
    }

    /// What an object of one kind of several has.
    private static func fields(_ schema: JSONValue) -> String {
        guard case .object(let fields)? = schema["properties"] else { return type(schema) }
        return fields.map { "<code>\(DocumentPage.escape($0.name))</code> \(type($0.value))" }.joined(separator: ", ")
    }

    /// Values, without those that say nothing and without numbers as text.
    private static func choice(_ values: [JSONValue]) -> String {
        let shown = values.filter { value in
            guard case .text(let text) = value else { return value != .null }
            if let number = Int64(text), values.contains(.integer(number)) { return false }
            return !text.isEmpty && text != "true" && text != "false"
        }
        let codes = shown.map { "<code>\(DocumentPage.escape(plain($0)))</code>" }
        guard codes.count > 24 else { return codes.joined(separator: ", ") }
        return "<details><summary>one of \(codes.count)</summary>\(codes.joined(separator: ", "))</details>"
    }

    private static func counts(_ schema: JSONValue, _ least: String?, _ most: String, _ unit: String) -> String {
        switch (least.flatMap { schema[$0] }, schema[most]) {
        case (let least?, let most?): ", \(plain(least)) to \(plain(most))\(unit)"
        case (nil, let most?): ", at most \(plain(most))\(unit)"
        default: ""
        }
    }

    private static func types(_ schema: JSONValue) -> [String] {
        switch schema["type"] {
        case .text(let type)?: [type]
        case .list(let types)?: types.compactMap { if case .text(let type) = $0 { type } else { nil } }
        default: []
        }
    }

    private static func plain(_ value: JSONValue) -> String {
        if case .text(let text) = value { return text }
        return value.json
    }
}
