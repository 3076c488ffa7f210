import Foundation

/// Repairs what copying, pasting and old software do to text.
///
/// Done, in this order and until nothing changes: HTML references that end with a semicolon, unless the text holds a `<`;
/// UTF-8 read in an old encoding (`repairMojibake`); C1 controls as Windows-1252; Latin ligatures taken apart; full-width
/// Latin and half-width kana and hangul made ordinary, the ideographic space too; curly quotes straightened; line breaks
/// made `\n`; terminal colours removed; invisible controls removed; NFC.
///
/// Not done, because a Swift string cannot hold them: lone UTF-16 surrogates.
///
/// Source: `fix_text` with its defaults, ftfy 6.3.1 (Speer 2019, "ftfy", Zenodo); each line on its own, as there.
func fixText(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var unescapes = true
    var rest = text[...]
    while !rest.isEmpty {
        let line = rest.prefix(longestSegment).prefix { $0 != "\n" }
        let hasBreak = line.count < longestSegment && line.endIndex < rest.endIndex
        let segment = rest.prefix(line.count + (hasBreak ? 1 : 0))
        if segment.contains("<") { unescapes = false }
        result += TextFixer.fix(Array(segment), unescapes: unescapes)
        rest = rest.dropFirst(segment.count)
    }
    return result
}

private let longestSegment = 1_000_000

private enum TextFixer {
    /// Fixes one line; steps are repeated because each may bring work for another.
    static func fix(_ segment: [Unicode.Scalar], unescapes: Bool) -> [Unicode.Scalar] {
        var text = segment
        while true {
            let before = text
            if unescapes { text = unescapeUnambiguousHTML(text) }
            text = repairMojibake(text)
            text = text.map { assigned(control: $0) }
            text = text.flatMap { ligatures[$0].map { Array($0.unicodeScalars) } ?? [$0] }
            text = text.flatMap { ordinaryWidth[$0] ?? [$0] }
            text = text.map { doubleQuotes.contains($0) ? "\"" : singleQuotes.contains($0) ? "'" : $0 }
            text = unifyLineBreaks(text)
            text = removeTerminalEscapes(text)
            text.removeAll { invisibleControls.contains($0) }
            text = composed(text)
            if text == before { return text }
        }
    }

    /// A C1 control read as the byte of Windows-1252 that it most likely was.
    private static func assigned(control: Unicode.Scalar) -> Unicode.Scalar {
        (0x80...0x9F).contains(control.value) ? SingleByteEncoding.windows1252[control.value] : control
    }

    /// Ligatures and digraphs of Latin letters. Those in deliberate use, such as ae and oe, are left alone.
    private static let ligatures: [Unicode.Scalar: String] = [
        "\u{132}": "IJ", "\u{133}": "ij", "\u{149}": "\u{2BC}n", "\u{1F1}": "DZ", "\u{1F2}": "Dz", "\u{1F3}": "dz",
        "\u{1C4}": "D\u{17D}", "\u{1C5}": "D\u{17E}", "\u{1C6}": "d\u{17E}", "\u{1C7}": "LJ", "\u{1C8}": "Lj",
        "\u{1C9}": "lj", "\u{1CA}": "NJ", "\u{1CB}": "Nj", "\u{1CC}": "nj", "\u{FB00}": "ff", "\u{FB01}": "fi",
        "\u{FB02}": "fl", "\u{FB03}": "ffi", "\u{FB04}": "ffl", "\u{FB05}": "\u{17F}t", "\u{FB06}": "st",
    ]

    /// The compatibility forms of the block of half-width and full-width characters, and the ideographic space.
    private static let ordinaryWidth: [Unicode.Scalar: [Unicode.Scalar]] = {
        var table: [Unicode.Scalar: [Unicode.Scalar]] = ["\u{3000}": [" "]]
        for value in UInt32(0xFF01)...0xFFEF {
            let form = Unicode.Scalar(value)!
            table[form] = Array(String(form).precomposedStringWithCompatibilityMapping.unicodeScalars)
        }
        return table
    }()

    private static let doubleQuotes = ScalarSet("\u{201C}-\u{201F}")
    private static let singleQuotes = ScalarSet("\u{2BC}\u{2018}-\u{201B}")

    /// ASCII controls but white space; deprecated Arabic ones; the byte order mark; annotation and object marks.
    private static let invisibleControls = ScalarSet(
        "\u{0}-\u{8}\u{B}\u{E}-\u{1F}\u{7F}\u{206A}-\u{206F}\u{FEFF}\u{FFF9}-\u{FFFC}")

    /// `\n` for the line breaks of Windows, old Macs, Unicode and IBM.
    private static func unifyLineBreaks(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        for (index, scalar) in text.enumerated() {
            switch scalar {
            case "\n" where index > 0 && text[index - 1] == "\r": continue
            case "\r", "\u{2028}", "\u{2029}", "\u{85}": result.append("\n")
            default: result.append(scalar)
            }
        }
        return result
    }

    /// Removes sequences such as escape `[1;31m`.
    private static func removeTerminalEscapes(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains("\u{1B}") else { return text }
        var result: [Unicode.Scalar] = []
        var rest = text[...]
        while let scalar = rest.popFirst() {
            if scalar == "\u{1B}", rest.first == "[" {
                let parameters = rest.dropFirst().prefix {
                    $0 == ";" || $0.properties.generalCategory == .decimalNumber
                }
                if let final = text[parameters.endIndex...].first, ScalarSet("a-zA-Z").contains(final) {
                    rest = text[(parameters.endIndex + 1)...]
                    continue
                }
            }
            result.append(scalar)
        }
        return result
    }
}
