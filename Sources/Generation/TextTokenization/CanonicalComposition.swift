import Foundation

/// Unicode normalization form C: letters and the marks on them made one scalar where there is one.
///
/// Foundation on Linux (Swift 6.3) leaves a Hangul syllable of two letters and the final consonant after it apart; they are
/// joined here. Such a consonant is what a half-width one becomes.
///
/// Source: Unicode Standard Annex 15; section 3.12 of the core specification for Hangul.
func composed(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    if text.allSatisfy(\.isASCII) { return text }
    var result: [Unicode.Scalar] = []
    for scalar in String(scalars: text).precomposedStringWithCanonicalMapping.unicodeScalars {
        if let last = result.last, isOpenSyllable(last), finalConsonants.contains(scalar.value) {
            result[result.count - 1] = Unicode.Scalar(last.value + scalar.value - finalConsonants.lowerBound + 1)!
        } else {
            result.append(scalar)
        }
    }
    return result
}

private let finalConsonants: ClosedRange<UInt32> = 0x11A8...0x11C2

/// Whether a scalar is a Hangul syllable with no final consonant: every twenty-eighth one.
private func isOpenSyllable(_ scalar: Unicode.Scalar) -> Bool {
    (0xAC00...0xD7A3).contains(scalar.value) && (scalar.value - 0xAC00) % 28 == 0
}
