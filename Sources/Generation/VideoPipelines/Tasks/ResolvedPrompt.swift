/// What the text encoder reads, and which inputs the prompt speaks of.
public struct ResolvedPrompt: Sendable, Equatable {
    public let text: String
    /// Each once, in the order of their first mention.
    public let references: [PromptReferences.Reference]
}

extension PromptReferences {
    /// Puts words in the place of references, so that what is left reads as a sentence in the prompt's language.
    ///
    /// | reference | English | Chinese |
    /// |---|---|---|
    /// | element | its description | likewise |
    /// | picture | the subject | 主体 |
    /// | picture, where something in it is meant ("in", "from", "of" before it; 中, 里, 的 after it) | the picture | 图片 |
    /// | clip | the clip | 视频 |
    ///
    /// Of several pictures or clips each says which it is: "the second subject", 第二个主体. These words name what is given
    /// without describing it: what it looks like, the model takes from the pixels. A prompt is Chinese when it has as many
    /// Han characters as Latin words and no kana.
    ///
    /// - Parameters:
    ///   - images: how many pictures are given.
    ///   - videos: how many clips.
    ///   - elements: the description of each element.
    public func resolved(images: Int, videos: Int, elements: [String]) throws(PromptReferenceError) -> ResolvedPrompt {
        let given: [Kind: Int] = [.image: images, .video: videos, .element: elements.count]
        let wording = ReferenceWording(parts)
        var text = SpacedText()
        var references: [Reference] = []
        for (index, part) in parts.enumerated() {
            switch part {
            case .text(let plain): text.append(plain)
            case .reference(let reference):
                let count = given[reference.kind] ?? 0
                guard reference.number <= count else { throw .notGiven(reference, given: count) }
                if !references.contains(reference) { references.append(reference) }
                text.append(
                    reference.kind == .element
                        ? elements[reference.number - 1].withoutFullStop
                        : wording.words(for: reference, of: count, at: index), isReference: true)
            }
        }
        return ResolvedPrompt(text: text.text, references: references)
    }
}

/// How pictures and clips are called in a prompt.
private struct ReferenceWording {
    private let parts: [PromptReferences.Part]
    private let isChinese: Bool

    init(_ parts: [PromptReferences.Part]) {
        self.parts = parts
        isChinese = Self.isChinese(parts)
    }

    func words(for reference: PromptReferences.Reference, of count: Int, at index: Int) -> String {
        let isContainer = isContainer(at: index)
        if isChinese {
            let (noun, unit) =
                reference.kind == .video ? ("视频", "个") : isContainer ? ("图片", "张") : ("主体", "个")
            return count == 1 ? noun : "第\(Self.chineseNumber(reference.number))\(unit)\(noun)"
        }
        let noun = reference.kind == .video ? "clip" : isContainer ? "picture" : "subject"
        guard count > 1 else { return "the \(noun)" }
        return Self.englishOrdinals.indices.contains(reference.number - 1)
            ? "the \(Self.englishOrdinals[reference.number - 1]) \(noun)" : "\(noun) number \(reference.number)"
    }

    /// Whether the words around say that something in the picture is meant rather than its subject.
    private func isContainer(at index: Int) -> Bool {
        if isChinese {
            guard index + 1 < parts.count, case .text(let after) = parts[index + 1] else { return false }
            return after.first.map("中里裡内內上的".contains) ?? false
        }
        guard index > 0, case .text(let before) = parts[index - 1] else { return false }
        let word = before.reversed().drop(while: \.isWhitespace).prefix { $0.isLetter }.reversed()
        return ["in", "from", "of", "on", "into", "inside", "within"].contains(String(word).lowercased())
    }

    private static func isChinese(_ parts: [PromptReferences.Part]) -> Bool {
        var (han, latinWords, isInLatinWord) = (0, 0, false)
        for case .text(let text) in parts {
            for scalar in text.unicodeScalars {
                if scalar.isKana { return false }
                if scalar.isHan { han += 1 }
                let isLatin = scalar.properties.isAlphabetic && scalar.value < 0x250
                if isLatin, !isInLatinWord { latinWords += 1 }
                isInLatinWord = isLatin
            }
            isInLatinWord = false
        }
        return han > 0 && han >= latinWords
    }

    private static let englishOrdinals = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    ]

    private static func chineseNumber(_ number: Int) -> String {
        number <= 10 ? String(Array("一二三四五六七八九十")[number - 1]) : String(number)
    }
}

/// Text to which words are added; around those of references, letters of scripts with spaces are kept apart.
private struct SpacedText {
    private(set) var text = ""
    private var endsWithReference = false

    mutating func append(_ piece: String, isReference: Bool = false) {
        if isReference || endsWithReference, let last = text.unicodeScalars.last,
            let first = piece.unicodeScalars.first,
            last.isSpacedLetter, first.isSpacedLetter
        {
            text += " "
        }
        text += piece
        if !piece.isEmpty { endsWithReference = isReference }
    }
}

extension String {
    /// So that a sentence may go on after it.
    fileprivate var withoutFullStop: String {
        let trimmed = reversed().drop { $0.isWhitespace || ".。．,，;；".contains($0) }.reversed()
        return String(String(trimmed).drop(while: \.isWhitespace))
    }
}

extension Unicode.Scalar {
    fileprivate var isHan: Bool {
        switch value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
        default: false
        }
    }

    fileprivate var isKana: Bool { (0x3040...0x30FF).contains(value) }

    fileprivate var isSpacedLetter: Bool {
        (properties.isAlphabetic || properties.numericType != nil) && !isHan && !isKana
    }
}
