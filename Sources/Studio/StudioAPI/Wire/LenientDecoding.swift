/// How fields are read: `null`, an empty string and a missing field are one thing, numbers may come as strings, and anything
/// else of a wrong type is an error (section 14.4 of the wire contract).
extension KeyedDecodingContainer {
    func text(_ key: Key) throws -> String? {
        let text = try decodeIfPresent(String.self, forKey: key)
        return text?.isEmpty == true ? nil : text
    }

    /// An integer, or the digits of one.
    func integer(_ key: Key) throws -> Int64? {
        guard contains(key), try !decodeNil(forKey: key) else { return nil }
        if let number = try? decode(Int64.self, forKey: key) { return number }
        guard let text = try text(key) else { return nil }
        guard let number = Int64(text) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "no integer")
        }
        return number
    }

    /// A number, or the digits of one.
    func number(_ key: Key) throws -> Double? {
        guard contains(key), try !decodeNil(forKey: key) else { return nil }
        if let number = try? decode(Double.self, forKey: key) { return number }
        guard let text = try text(key) else { return nil }
        guard let number = Double(text), number.isFinite else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "no number")
        }
        return number
    }

    /// A boolean, or "true" or "false".
    func flag(_ key: Key) throws -> Bool? {
        guard contains(key), try !decodeNil(forKey: key) else { return nil }
        if let flag = try? decode(Bool.self, forKey: key) { return flag }
        switch try text(key) {
        case nil: return nil
        case "true": return true
        case "false": return false
        default: throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "no boolean")
        }
    }

    /// A list; none for a missing one.
    func list<Element: Decodable>(_ key: Key) throws -> [Element] {
        try decodeIfPresent([Element].self, forKey: key) ?? []
    }
}
