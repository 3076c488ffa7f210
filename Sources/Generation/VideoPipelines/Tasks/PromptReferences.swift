/// A prompt taken apart into its text and what it refers to: `<<<image_1>>>`, `<<<video_1>>>`, `<<<element_1>>>`, each
/// numbered from 1 by position among the inputs of its kind.
///
/// Two brackets mean the same as three. A backslash before the brackets, `\<<<image_1>>>`, makes them plain text. Brackets
/// around anything else are text too, unless they nearly are a reference: `<<<image 1>>>`, `<<<Image_1>>>`,
/// `<<<image_0>>>` and `<<<image_1>>` are errors, because a model would only be puzzled by them.
/// - Source: the prompt references of Kling's omni models.
public struct PromptReferences: Sendable, Equatable {
    /// Characters (Unicode scalars) that a prompt may have, as it is written.
    public static let longestPrompt = 2500

    public enum Kind: String, Sendable, CaseIterable {
        case image, video, element
    }

    public struct Reference: Sendable, Hashable, CustomStringConvertible {
        public let kind: Kind
        /// Position among the inputs of its kind, from 1.
        public let number: Int

        public init(_ kind: Kind, _ number: Int) {
            precondition(number > 0)
            self.kind = kind
            self.number = number
        }

        public var description: String { "<<<\(kind.rawValue)_\(number)>>>" }
    }

    public enum Part: Sendable, Equatable {
        case text(String)
        case reference(Reference)
    }

    /// In the prompt's order; no text is empty and no two follow each other.
    public let parts: [Part]

    public init(_ prompt: String) throws(PromptReferenceError) {
        let scalars = Array(prompt.unicodeScalars)
        guard scalars.count <= Self.longestPrompt else { throw .tooLong(count: scalars.count) }
        var parts: [Part] = []
        var text = String.UnicodeScalarView()
        var position = 0
        while position < scalars.count {
            let isEscaped = scalars[position] == "\\"
            let bracketed = Bracketed(scalars, at: isEscaped ? position + 1 : position)
            switch bracketed?.meaning {
            case .none, .some(.text):
                text.append(scalars[position])
                position += 1
            case .some where isEscaped:
                // The backslash has done its work; what it guards is text.
                text.append(contentsOf: scalars[position + 1...position + bracketed!.length])
                position += bracketed!.length + 1
            case .some(.reference(let reference)):
                if !text.isEmpty { parts.append(.text(String(text))) }
                text = String.UnicodeScalarView()
                parts.append(.reference(reference))
                position += bracketed!.length
            case .some(.unknownKind(let name)): throw .unknownKind(name)
            case .some(.unreadable): throw .unreadable
            }
        }
        if !text.isEmpty { parts.append(.text(String(text))) }
        self.parts = parts
    }
}

/// Two or more brackets that open, what they hold, and those that close.
private struct Bracketed {
    enum Meaning {
        case text, unreadable
        case reference(PromptReferences.Reference)
        case unknownKind(String)
    }

    /// Brackets that hold more than this are text.
    private static let longestContent = 40

    /// In scalars, with all brackets.
    let length: Int
    let meaning: Meaning

    init?(_ scalars: [Unicode.Scalar], at start: Int) {
        let opening = Self.run(of: "<", in: scalars, at: start)
        guard opening >= 2 else { return nil }
        let rest = scalars[(start + opening)...]
        let content = rest.prefix(Self.longestContent).prefix { $0 != "<" && $0 != ">" }
        let closing = Self.run(of: ">", in: scalars, at: content.endIndex)
        guard closing > 0 else {
            // The brackets close nowhere near: all of them are text, and none is looked at again.
            (length, meaning) = (opening, .text)
            return
        }
        length = opening + content.count + closing
        let text = String(String.UnicodeScalarView(content))
        meaning = Self.meaning(of: text, isBracketedWell: opening == closing && opening <= 3)
    }

    private static func run(of bracket: Unicode.Scalar, in scalars: [Unicode.Scalar], at start: Int) -> Int {
        guard start < scalars.count else { return 0 }
        return scalars[start...].prefix { $0 == bracket }.count
    }

    private static func meaning(of content: String, isBracketedWell: Bool) -> Meaning {
        let names = PromptReferences.Kind.allCases.map(\.rawValue)
        let nearly = content.lowercased().drop(while: \.isWhitespace)
        if names.contains(where: nearly.hasPrefix) {
            guard isBracketedWell, let (name, number) = nameAndNumber(content), let number,
                let kind = PromptReferences.Kind(rawValue: name)
            else { return .unreadable }
            return .reference(PromptReferences.Reference(kind, number))
        }
        guard isBracketedWell, let (name, number) = nameAndNumber(content), let number else { return .text }
        return .unknownKind("<<<\(name)_\(number)>>>")
    }

    /// "image_12" as its two parts. The number is nil when it is 0, begins with 0, or has more than four digits.
    private static func nameAndNumber(_ content: String) -> (String, Int?)? {
        let parts = content.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard parts.count == 2, let name = String(parts[0]), let digits = String(parts[1]),
            (1...20).contains(name.count),
            parts[0].allSatisfy((UInt8(ascii: "a")...UInt8(ascii: "z")).contains),
            parts[1].allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { return nil }
        return (name, digits.hasPrefix("0") || digits.utf8.count > 4 ? nil : Int(digits))
    }
}
