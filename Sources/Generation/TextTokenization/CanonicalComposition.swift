import Foundation

/// Unicode normalization form C: letters and the marks on them made one scalar where there is one.
///
/// Hangul is composed here and the rest by Foundation, which on Linux (Swift 6.3) leaves a syllable of two letters and the
/// final consonant after it apart, and takes U+1176 for a vowel that composes. Nothing else combines with Hangul, so the
/// two can be done apart.
///
/// Source: Unicode Standard Annex 15; section 3.12 of the core specification for Hangul.
func composed(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    if text.allSatisfy(\.isASCII) { return text }
    var result: [Unicode.Scalar] = []
    var rest = text[...]
    while !rest.isEmpty {
        let other = rest.prefix { !Hangul.contains($0) }
        result += String(scalars: Array(other)).precomposedStringWithCanonicalMapping.unicodeScalars
        rest = rest.dropFirst(other.count)
        let hangul = rest.prefix { Hangul.contains($0) }
        result += Hangul.composed(hangul)
        rest = rest.dropFirst(hangul.count)
    }
    return result
}

/// Korean letters that combine (leading consonants, vowels, final consonants) and the syllables made of them.
private enum Hangul {
    private static let leading: ClosedRange<UInt32> = 0x1100...0x1112
    private static let vowels: ClosedRange<UInt32> = 0x1161...0x1175
    private static let final: ClosedRange<UInt32> = 0x11A8...0x11C2
    private static let syllables: ClosedRange<UInt32> = 0xAC00...0xD7A3
    /// Syllables with the same leading consonant and vowel: one with no final consonant, 27 with one.
    private static let finalCount: UInt32 = 28

    static func contains(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        return leading.contains(value) || vowels.contains(value) || final.contains(value) || syllables.contains(value)
    }

    static func composed(_ text: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        var result: [UInt32] = []
        for value in text.lazy.map(\.value) {
            if let last = result.last, let syllable = compose(last, value) {
                result[result.count - 1] = syllable
            } else {
                result.append(value)
            }
        }
        return result.map { Unicode.Scalar($0)! }
    }

    private static func compose(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if leading.contains(first), vowels.contains(second) {
            let pair = (first - leading.lowerBound) * UInt32(vowels.count) + (second - vowels.lowerBound)
            return syllables.lowerBound + pair * finalCount
        }
        let isOpen = syllables.contains(first) && (first - syllables.lowerBound) % finalCount == 0
        return isOpen && final.contains(second) ? first + (second - final.lowerBound + 1) : nil
    }
}
