import Foundation

/// Refuses prompts that have certain words: quick, deaf to meaning, and better than nothing.
///
/// Latin words are looked for as whole words, whatever their case and accents; those of scripts without spaces anywhere. What is
/// written in full-width letters or with invisible characters between is read as if it were not.
public struct WordListPolicy: ContentPolicy {
    /// In UTF-8, as `plain` makes them, with a space at both ends of those that must be whole words; by their first bytes.
    private var words = [[[UInt8]]](repeating: [], count: 256)

    /// - Parameter words: words or phrases; letter case does not matter.
    public init(_ words: some Sequence<String> = WordListPolicy.standardWords) {
        for word in words {
            let plain = Self.plain(word)
            let needle = plain.allSatisfy { $0 < 128 } ? Self.padded(plain) : plain
            self.words[Int(needle[0])].append(needle)
        }
    }

    public func allows(prompt: String) -> Bool {
        let text = Self.padded(Self.plain(prompt))
        return !text.indices.contains { place in
            words[Int(text[place])].contains { text[place...].starts(with: $0) }
        }
    }

    private static func padded(_ text: [UInt8]) -> [UInt8] {
        let space = UInt8(ascii: " ")
        return [space] + text + [space]
    }

    /// Letters and digits in their simplest form, with one space for whatever is between them.
    private static func plain(_ text: String) -> [UInt8] {
        if text.utf8.allSatisfy({ $0 < 128 }) { return plainASCII(text) }
        let folded = text.precomposedStringWithCompatibilityMapping.folding(
            options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
        var plain: [UInt8] = []
        var isPending = false
        for scalar in folded.unicodeScalars {
            switch scalar.properties.generalCategory {
            // Invisible: zero-width spaces and joiners, soft hyphens.
            case .format, .nonspacingMark: continue
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
                if isPending, !plain.isEmpty { plain.append(UInt8(ascii: " ")) }
                isPending = false
                plain += UTF8.encode(scalar)!
            default: isPending = true
            }
        }
        return plain
    }

    /// The same of what has nothing but ASCII, in a tenth of the time.
    private static func plainASCII(_ text: String) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(text.utf8.count)
        var isPending = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"):
                if isPending, !plain.isEmpty { plain.append(UInt8(ascii: " ")) }
                isPending = false
                plain.append(byte > UInt8(ascii: "9") ? byte | 0x20 : byte)
            default: isPending = true
            }
        }
        return plain
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
