/// Replaces the HTML character references in text: `&eacute;`, `&#233;`, `&#xE9;`, and the old names that need no semicolon.
///
/// Source: `html.unescape` of Python 3.11, which follows the HTML Living Standard, sections 13.2.5.72 to 13.2.5.80.
func unescapeHTML(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    guard text.contains("&") else { return text }
    var result: [Unicode.Scalar] = []
    var position = 0
    while position < text.count {
        if text[position] == "&", let (replacement, length) = HTMLEntities.reference(in: text[(position + 1)...]) {
            result += replacement
            position += 1 + length
        } else {
            result.append(text[position])
            position += 1
        }
    }
    return result
}

/// Replaces only the references that cannot be anything else: those that end with a semicolon. Names may be in capitals
/// as a whole, as a database may have left them: `&EACUTE;` gives the capital letter.
///
/// Source: `unescape_html` of ftfy 6.3.1.
func unescapeUnambiguousHTML(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    guard text.contains("&") else { return text }
    var result: [Unicode.Scalar] = []
    var position = 0
    while position < text.count {
        guard text[position] == "&", let reference = HTMLEntities.closedReference(in: text[position...]) else {
            result.append(text[position])
            position += 1
            continue
        }
        result += HTMLEntities.unambiguous(Array(reference)) ?? Array(reference)
        position += reference.count
    }
    return result
}

enum HTMLEntities {
    private static let longestName = 32

    /// What a reference stands for and how long it is; nil when there is none.
    /// - Parameter text: what follows the ampersand.
    static func reference(in text: ArraySlice<Unicode.Scalar>) -> (replacement: [Unicode.Scalar], length: Int)? {
        guard let first = text.first else { return nil }
        if first == "#" { return number(in: text) }

        // Up to 32 scalars are taken as a name, whatever they are, and one semicolon.
        let end = ScalarSet("\t\n\u{C} <&#;")
        let candidate = text.prefix(longestName).prefix { !end.contains($0) }
        guard !candidate.isEmpty else { return nil }
        let isClosed = text.dropFirst(candidate.count).first == ";"
        let length = candidate.count + (isClosed ? 1 : 0)

        let letters = String(scalars: Array(candidate.prefix { isLetterOrDigit($0) }))
        if isClosed, letters.utf8.count == candidate.count, let found = names[letters] { return (found.text, length) }
        for count in stride(from: letters.utf8.count, to: 1, by: -1) {
            if let found = names[String(letters.prefix(count))], found.needsNoSemicolon {
                return (found.text + text.prefix(length).dropFirst(count), length)
            }
        }
        return (["&"] + text.prefix(length), length)
    }

    /// A reference from its ampersand to its semicolon, with at most 24 letters and digits between; nil when it is not one.
    static func closedReference(in text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar>? {
        let isNumber = text.dropFirst().first == "#"
        let start = isNumber ? 2 : 1
        let count = text.dropFirst(start).prefix(25).prefix { isLetterOrDigit($0) }.count
        guard (1...24).contains(count), text.dropFirst(start + count).first == ";" else { return nil }
        return text.prefix(start + count + 1)
    }

    /// What a closed reference stands for, or nil when it is to stay as it is.
    static func unambiguous(_ reference: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        if reference[1] == "#" {
            let text = unescapeHTML(reference)
            return text.contains(";") ? nil : text
        }
        let name = String(scalars: Array(reference.dropFirst().dropLast()))
        return names[name]?.text ?? capitalNames[name]
    }

    // MARK: Numbers

    private static func number(in text: ArraySlice<Unicode.Scalar>) -> (replacement: [Unicode.Scalar], length: Int)? {
        let isHexadecimal = text.dropFirst().first == "x" || text.dropFirst().first == "X"
        let start = isHexadecimal ? 2 : 1
        let radix: UInt32 = isHexadecimal ? 16 : 10
        var value: UInt32 = 0
        var length = start
        for scalar in text.dropFirst(start) {
            guard scalar.isASCII, let digit = Character(scalar).hexDigitValue, digit < radix else { break }
            value = min(value * radix + UInt32(digit), 0x11_0000)
            length += 1
        }
        guard length > start else { return nil }
        if text.dropFirst(length).first == ";" { length += 1 }
        return (scalars(for: value), length)
    }

    /// What a numeric reference means: bytes of Windows-1252 where they make no sense, nothing for what is no character.
    private static func scalars(for value: UInt32) -> [Unicode.Scalar] {
        switch value {
        case 0: ["\u{FFFD}"]
        case 0x80...0x9F: [SingleByteEncoding.windows1252[value]]
        case 0x1...0x8, 0xB, 0xE...0x1F, 0x7F, 0xFDD0...0xFDEF: []
        case _ where value & 0xFFFE == 0xFFFE && value <= 0x10_FFFF: []
        default: [Unicode.Scalar(value) ?? "\u{FFFD}"]
        }
    }

    // MARK: Names

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "A"..."Z", "a"..."z": true
        default: false
        }
    }

    private struct Named {
        let text: [Unicode.Scalar]
        let needsNoSemicolon: Bool
    }

    private static let names: [String: Named] = {
        var names: [String: Named] = [:]
        for entry in htmlEntityTable.split(whereSeparator: \.isWhitespace) {
            let parts = entry.split(separator: "=")
            let text = parts[1].split(separator: "+").map { Unicode.Scalar(UInt32($0, radix: 16)!)! }
            let needsNoSemicolon = parts[0].hasSuffix("?")
            names[String(needsNoSemicolon ? parts[0].dropLast() : parts[0])] =
                Named(text: text, needsNoSemicolon: needsNoSemicolon)
        }
        return names
    }()

    /// Names of small letters written in capitals, where that means nothing else; the text is in capitals too.
    private static let capitalNames: [String: [Unicode.Scalar]] = {
        var capitals: [String: [Unicode.Scalar]] = [:]
        for (name, named) in names where name == name.lowercased() {
            let capital = name.uppercased()
            let reference = Array("&\(capital);".unicodeScalars)
            guard unescapeHTML(reference) == reference else { continue }
            capitals[capital] = named.text.flatMap { Array($0.properties.uppercaseMapping.unicodeScalars) }
        }
        return capitals
    }()
}
