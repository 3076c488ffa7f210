import Foundation

/// Refuses prompts that have certain words: quick, deaf to meaning, and better than nothing.
///
/// Latin words are looked for as whole words, whatever their case and accents; those of scripts without spaces anywhere. What is
/// written in full-width letters or with invisible characters between is read as if it were not.
public struct WordListPolicy: ContentPolicy {
    /// As `plain` makes them, with a space at both ends of those that must be whole words.
    private let words: [String]

    /// - Parameter words: words or phrases; letter case does not matter.
    public init(_ words: some Sequence<String> = WordListPolicy.standardWords) {
        self.words = words.map {
            let plain = Self.plain($0)
            return plain.unicodeScalars.allSatisfy(\.isASCII) ? " \(plain) " : plain
        }
    }

    public func allows(prompt: String) -> Bool {
        let text = " \(Self.plain(prompt)) "
        return !words.contains { text.contains($0) }
    }

    /// Letters and digits in their simplest form, with one space for whatever is between them.
    static func plain(_ text: String) -> String {
        let folded = text.precomposedStringWithCompatibilityMapping.folding(
            options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
        var plain = String.UnicodeScalarView()
        var isPending = false
        for scalar in folded.unicodeScalars {
            switch scalar.properties.generalCategory {
            // Invisible: zero-width spaces and joiners, soft hyphens.
            case .format, .nonspacingMark: continue
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
                if isPending, !plain.isEmpty { plain.append(" ") }
                isPending = false
                plain.append(scalar)
            default: isPending = true
            }
        }
        return String(plain)
    }
}

extension WordListPolicy {
    /// What is refused unless an operator says otherwise, in English and Chinese.
    public static let standardWords = [
        "child porn", "child pornography", "kiddie porn", "csam", "underage sex", "lolicon", "shotacon",
        "porn", "porno", "pornography", "pornographic", "hentai", "nsfw", "nude child", "naked child", "rape",
        "gang rape", "bestiality", "zoophilia", "necrophilia", "incest porn", "revenge porn", "deepfake nude",
        "snuff film", "beheading video", "how to make a bomb", "build a pipe bomb", "suicide tutorial",
        "儿童色情", "兒童色情", "未成年色情", "幼女色情", "裸体儿童", "裸體兒童", "萝莉控", "色情", "淫秽", "淫穢", "强奸", "強姦",
        "轮奸", "輪姦", "兽交", "獸交", "恋童", "戀童", "奸尸", "姦屍", "虐杀视频", "斩首视频", "制造炸弹", "製造炸彈", "自杀教程",
        "自殺教程",
    ]
}
