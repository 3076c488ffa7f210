/// A regular expression of the simplest kind: alternatives, each of them a sequence of sets.
struct SequencePattern<Element: Sendable>: Sendable {
    typealias Set = @Sendable (Element) -> Bool

    private let alternatives: [[Set]]

    /// - Parameter alternatives: the first that fits is taken, as in a regular expression.
    init(_ alternatives: [[Set]]) { self.alternatives = alternatives }

    /// How many elements from `position` on match; nil when they do not.
    func matchLength(in text: [Element], at position: Int) -> Int? {
        alternatives.first { sets in
            position + sets.count <= text.count && sets.indices.allSatisfy { sets[$0](text[position + $0]) }
        }?.count
    }

    func matches(anywhereIn text: [Element]) -> Bool {
        text.indices.contains { matchLength(in: text, at: $0) != nil }
    }

    /// The text with what matches replaced, from left to right.
    func replacing(in text: [Element], with replacement: (ArraySlice<Element>) -> [Element]) -> [Element] {
        var result: [Element] = []
        var position = 0
        while position < text.count {
            if let length = matchLength(in: text, at: position) {
                result += replacement(text[position..<(position + length)])
                position += length
            } else {
                result.append(text[position])
                position += 1
            }
        }
        return result
    }
}
