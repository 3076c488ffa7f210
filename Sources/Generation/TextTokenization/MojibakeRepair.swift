/// Undoes reading UTF-8 in an old encoding, `cafÃ©` for `café`, in as many layers as there are.
///
/// Text that does not look damaged is returned as it is, and so is text that no single encoding explains, but for
/// damaged words in it that one does.
///
/// Source: `fix_encoding` of ftfy 6.3.1 with its defaults (Speer 2019; Apache License 2.0).
func repairMojibake(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var text = text
    while let repaired = MojibakeRepair.peel(text), repaired != text { text = repaired }
    return text
}

private enum MojibakeRepair {
    /// The text with one layer undone; nil when there is nothing to do.
    static func peel(_ text: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        if text.allSatisfy(\.isASCII) || !MojibakeHeuristic.looksDamaged(text) { return nil }
        for encoding in singleByteEncodings {
            guard let bytes = encoding.encode(text) else { continue }
            if let decoded = decode(restored(bytes, of: encoding)) { return decoded }
        }
        let mended = repairWords(in: text)
        if mended != text { return mended }
        // What is left of Latin-1 was Windows-1252.
        return text.map { (0x80...0x9F).contains($0.value) ? SingleByteEncoding.windows1252[$0.value] : $0 }
    }

    // MARK: Bytes

    private typealias ByteSet = SequencePattern<UInt8>.Set

    private static func any(_ ranges: ClosedRange<UInt8>...) -> ByteSet {
        { byte in ranges.contains { $0.contains(byte) } }
    }

    private static func one(of bytes: UInt8...) -> ByteSet {
        { bytes.contains($0) }
    }

    /// The bytes with what was lost on the way put back.
    private static func restored(_ bytes: [UInt8], of encoding: SingleByteEncoding) -> [UInt8] {
        var bytes = bytes
        // In Mac Roman an ordinary dash with a space after it would look like this.
        if encoding.name != "macroman", spaceForA0.matches(anywhereIn: bytes) { bytes = restoringA0(bytes) }
        if encoding.marksLostBytes { bytes = lossy.replacing(in: bytes) { _ in [0xEF, 0xBF, 0xBD] } }
        return bytes
    }

    /// UTF-8 in which a byte A0 became a plain space.
    private static let spaceForA0: SequencePattern<UInt8> = {
        let space = one(of: 0x20)
        let continuation = any(0x80...0xBF)
        let notA0Nor85 = any(0x80...0x84, 0x86...0x9F, 0xA1...0xBF)
        let four = one(of: 0xF0)
        return SequencePattern([
            [one(of: 0xC2, 0xC3, 0xC5, 0xCE, 0xD0, 0xD9), space],
            [one(of: 0xE2, 0xE3), space, notA0Nor85],
            [any(0xE0...0xE3), notA0Nor85, space],
            [four, space, continuation, continuation],
            [four, continuation, space, continuation],
            [four, continuation, continuation, space],
        ])
    }()

    private static func restoringA0(_ bytes: [UInt8]) -> [UInt8] {
        // A word "à" keeps its space; the Portuguese words that begin with it do not get one.
        var withWords: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if byte == 0x20, index > 0, bytes[index - 1] == 0xC3, isWordEnd(bytes[(index + 1)...]) {
                withWords.append(0xA0)
            }
            withWords.append(byte)
        }
        return spaceForA0.replacing(in: withWords) { $0.map { $0 == 0x20 ? 0xA0 : $0 } }
    }

    private static func isWordEnd(_ following: ArraySlice<UInt8>) -> Bool {
        ![" ", "quele", "quela", "quilo", "s "].contains { following.starts(with: $0.utf8) }
    }

    /// UTF-8 and CESU-8 in which some bytes became 1A, a mark of loss, or one a question mark.
    private static let lossy: SequencePattern<UInt8> = {
        let lost = one(of: 0x1A, 0x3F)
        let mark = one(of: 0x1A)
        let rest = any(0x1A...0x1A, 0x80...0xBF)
        let restOrQuestion = any(0x1A...0x1A, 0x3F...0x3F, 0x80...0xBF)
        let (surrogate, high, low) = (one(of: 0xED), any(0xA0...0xAF), any(0xB0...0xBF))
        let (three, four) = (any(0xE0...0xEF), any(0xF0...0xF4))
        return SequencePattern([
            [any(0xC2...0xDF), mark],
            [any(0xC2...0xC3), one(of: 0x3F)],
            [surrogate, high, lost, surrogate, low, restOrQuestion],
            [surrogate, high, restOrQuestion, surrogate, low, lost],
            [three, lost, rest],
            [three, rest, lost],
            [four, lost, rest, rest],
            [four, rest, lost, rest],
            [four, rest, rest, lost],
            [mark],
        ])
    }()

    /// UTF-8 read strictly, but for zero in two bytes as in Java and surrogate pairs as in CESU-8; nil when it is neither.
    private static func decode(_ bytes: [UInt8]) -> [Unicode.Scalar]? {
        var result: [Unicode.Scalar] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            if rest.starts(with: [0xC0, 0x80]) {
                result.append("\u{0}")
                rest = rest.dropFirst(2)
            } else if let scalar = surrogatePair(Array(rest.prefix(6))) {
                result.append(scalar)
                rest = rest.dropFirst(6)
            } else {
                let end = rest.dropFirst().firstIndex { $0 == 0xC0 || $0 == 0xED } ?? rest.endIndex
                guard let text = String(validating: rest[..<end], as: UTF8.self) else { return nil }
                result += text.unicodeScalars
                rest = rest[end...]
            }
        }
        return result
    }

    private static func surrogatePair(_ bytes: [UInt8]) -> Unicode.Scalar? {
        guard bytes.count == 6, bytes[0] == 0xED, bytes[1] & 0xF0 == 0xA0, bytes[2] & 0xC0 == 0x80, bytes[3] == 0xED,
            bytes[4] & 0xF0 == 0xB0, bytes[5] & 0xC0 == 0x80
        else { return nil }
        let high = UInt32(bytes[1] & 0xF) << 6 | UInt32(bytes[2] & 0x3F)
        let low = UInt32(bytes[4] & 0xF) << 6 | UInt32(bytes[5] & 0x3F)
        return Unicode.Scalar(0x10000 + high << 10 + low)
    }

    // MARK: Words

    /// Repairs each stretch that looks like UTF-8 misread, where the whole text cannot be.
    private static func repairWords(in text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var position = 0
        while position < text.count {
            let afterContinuation = position > 0 && UTF8Clue.continuationStrict.contains(text[position - 1])
            var end = position
            if !afterContinuation { while let length = misread.matchLength(in: text, at: end) { end += length } }
            if end > position {
                let word = Array(text[position..<end])
                let isRepairable = word.count < text.count && MojibakeHeuristic.looksDamaged(word)
                result += isRepairable ? repairMojibake(word) : word
                position = end
            } else {
                result.append(text[position])
                position += 1
            }
        }
        return result
    }

    /// One character of UTF-8 as it looks in an old encoding.
    private static let misread: SequencePattern<Unicode.Scalar> = {
        let rest: SequencePattern<Unicode.Scalar>.Set = { UTF8Clue.continuation.contains($0) }
        return SequencePattern([
            [{ UTF8Clue.firstOf2.contains($0) }, rest],
            [{ UTF8Clue.firstOf3.contains($0) }, rest, rest],
            [{ UTF8Clue.firstOf4.contains($0) }, rest, rest, rest],
        ])
    }()
}
