import Foundation

/// How fields are read: `null`, an empty string and a missing field are one thing, numbers may come as strings, and anything
/// else of a wrong type is an error (section 14.4 of the wire contract).
extension KeyedDecodingContainer {
    /// Whether a field says nothing.
    func isBlank(_ key: Key) throws -> Bool {
        guard contains(key), try !decodeNil(forKey: key) else { return true }
        return (try? decode(String.self, forKey: key))?.isEmpty == true
    }

    /// - Throws: `APIError` for one with U+0000, which stores cannot keep.
    func text(_ key: Key) throws -> String? {
        guard let text = try decodeIfPresent(String.self, forKey: key), !text.isEmpty else { return nil }
        guard !text.utf8.contains(0) else {
            throw APIError.parameter("\(key.stringValue) must not contain the character U+0000")
        }
        return text
    }

    /// - Throws: `APIError` for a missing one.
    func neededText(_ key: Key) throws -> String {
        guard let text = try text(key) else { throw APIError.missing(key.stringValue) }
        return text
    }

    /// A picture or clip.
    func media(_ key: Key) throws -> MediaReference? { try text(key).map { try MediaReference($0) } }

    /// - Throws: `APIError` for a missing one.
    func neededMedia(_ key: Key) throws -> MediaReference { try MediaReference(neededText(key)) }

    /// The address of a clip: those are never given as bytes.
    func videoURL(_ key: Key) throws -> URL? {
        guard let text = try text(key) else { return nil }
        guard text.hasPrefix("http://") || text.hasPrefix("https://"), case .url(let url) = try MediaReference(text)
        else { throw APIError.parameter("\(key.stringValue) is not a valid URL") }
        return url
    }

    /// An integer, or the digits of one.
    func integer(_ key: Key) throws -> Int64? {
        guard try !isBlank(key) else { return nil }
        if let number = try? decode(Int64.self, forKey: key) { return number }
        guard let text = try text(key), let number = Int64(text) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "no integer")
        }
        return number
    }

    /// A number, or the digits of one.
    func number(_ key: Key) throws -> Double? {
        guard try !isBlank(key) else { return nil }
        if let number = try? decode(Double.self, forKey: key), number.isFinite { return number }
        // Only digits: "nan", "inf" and "0x10" are numbers to Swift, too.
        guard let text = try text(key), text.utf8.allSatisfy("0123456789+-.eE".utf8.contains),
            let number = Double(text), number.isFinite
        else { throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "no number") }
        return number
    }

    /// A boolean, or "true" or "false".
    func flag(_ key: Key) throws -> Bool? {
        guard try !isBlank(key) else { return nil }
        if let flag = try? decode(Bool.self, forKey: key) { return flag }
        switch try text(key) {
        case "true": return true
        case "false": return false
        default: throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "no boolean")
        }
    }

    /// Fields of its own; nothing for one that says nothing.
    func object<Fields: Decodable>(_ key: Key) throws -> Fields? {
        try isBlank(key) ? nil : decode(Fields.self, forKey: key)
    }

    /// A list; none for one that says nothing.
    /// - Throws: `APIError` for one that is too long.
    func list<Element: Decodable>(_ key: Key, most: Int = .max) throws -> [Element] {
        guard try !isBlank(key) else { return [] }
        // Counted before its entries are read: a list of a million costs little to refuse.
        guard try nestedUnkeyedContainer(forKey: key).count ?? 0 <= most else {
            throw APIError.parameter("\(key.stringValue) may have at most \(most) \(most == 1 ? "entry" : "entries")")
        }
        return try decode([Element].self, forKey: key)
    }
}
