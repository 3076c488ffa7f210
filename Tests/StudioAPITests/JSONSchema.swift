import Foundation

/// As much of JSON Schema as the document uses, for checking values against it.
struct JSONSchema {
    /// The whole document, for references into it.
    let document: [String: Any]

    /// What is wrong with a value, each with where it is; nothing for one that fits.
    func problems(_ value: Any, _ schema: [String: Any], at place: String = "$") -> [String] {
        if let reference = schema["$ref"] as? String { return problems(value, target(reference), at: place) }
        if let schemas = schema["anyOf"] as? [[String: Any]] {
            return schemas.contains { problems(value, $0).isEmpty } ? [] : ["\(place) is none of those that there are"]
        }
        if let constant = schema["const"], !isSame(constant, value) { return ["\(place) is not \(constant)"] }
        if let values = schema["enum"] as? [Any], !values.contains(where: { isSame($0, value) }) {
            return ["\(place) is none of \(values)"]
        }
        let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map { [$0] } ?? []
        guard types.isEmpty || types.contains(where: { has(value, type: $0) }) else {
            return ["\(place) is no \(types.joined(separator: " or "))"]
        }
        return parts(value, schema, at: place)
    }

    func target(_ reference: String) -> [String: Any] {
        reference.split(separator: "/").dropFirst().reduce(document) { ($0[String($1)] as? [String: Any]) ?? [:] }
    }

    private func parts(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
        if let object = value as? [String: Any] {
            let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
            let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }.map {
                "\(place).\($0) is missing"
            }
            let isClosed = schema["additionalProperties"] as? Bool == false
            return missing
                + object.flatMap { name, value in
                    properties[name].map { problems(value, $0, at: "\(place).\(name)") }
                        ?? (isClosed ? ["\(place).\(name) is not in the document"] : [])
                }
        }
        if let list = value as? [Any] {
            var found: [String] = []
            if let least = schema["minItems"] as? Int, list.count < least { found.append("\(place) is too short") }
            if let most = schema["maxItems"] as? Int, list.count > most { found.append("\(place) is too long") }
            guard let items = schema["items"] as? [String: Any] else { return found }
            return found + list.enumerated().flatMap { problems($1, items, at: "\(place)[\($0)]") }
        }
        if let text = value as? String {
            let length = text.unicodeScalars.count
            if let most = schema["maxLength"] as? Int, length > most { return ["\(place) is too long"] }
            if let least = schema["minLength"] as? Int, length < least { return ["\(place) is too short"] }
            if let pattern = schema["pattern"] as? String, text.range(of: pattern, options: .regularExpression) == nil {
                return ["\(place) does not match \(pattern)"]
            }
        }
        if has(value, type: "number"), let number = value as? Double {
            if let least = schema["minimum"] as? Double, number < least { return ["\(place) is too small"] }
            if let most = schema["maximum"] as? Double, number > most { return ["\(place) is too large"] }
        }
        return []
    }

    private func isSame(_ a: Any, _ b: Any) -> Bool {
        (a is String) == (b is String) && has(a, type: "boolean") == has(b, type: "boolean") && "\(a)" == "\(b)"
    }

    private func has(_ value: Any, type: String) -> Bool {
        let isFlag = (value as? NSNumber).map { isBoolean($0) } ?? false
        return switch type {
        case "null": value is NSNull
        case "boolean": isFlag
        case "string": value is String
        case "array": value is [Any]
        case "object": value is [String: Any]
        case "integer": !isFlag && (value as? Double).map { $0 == $0.rounded() } == true
        default: !isFlag && value is Double
        }
    }

    /// Whether a number was read from true or false.
    private func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
