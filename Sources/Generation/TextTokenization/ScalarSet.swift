/// A set of Unicode scalars, given by ranges or by a property.
struct ScalarSet: Sendable {
    private let ranges: [ClosedRange<UInt32>]
    private let property: (@Sendable (Unicode.Scalar) -> Bool)?

    /// - Parameter members: written as in a regular expression: scalars, and pairs with a hyphen between for ranges.
    init(_ members: String) {
        let values = members.unicodeScalars.map(\.value)
        var ranges: [ClosedRange<UInt32>] = []
        var position = 0
        while position < values.count {
            let isRange = position + 2 < values.count && values[position + 1] == 0x2D
            ranges.append(values[position]...values[isRange ? position + 2 : position])
            position += isRange ? 3 : 1
        }
        self.ranges = ranges
        property = nil
    }

    init(where property: @escaping @Sendable (Unicode.Scalar) -> Bool) {
        ranges = []
        self.property = property
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        property?(scalar) ?? ranges.contains { $0.contains(scalar.value) }
    }

    /// Everything that is in either set; both must be given by ranges.
    static func | (one: ScalarSet, other: ScalarSet) -> ScalarSet { ScalarSet(ranges: one.ranges + other.ranges) }

    private init(ranges: [ClosedRange<UInt32>]) {
        self.ranges = ranges
        property = nil
    }
}

extension ScalarSet {
    /// What Python's `str.isspace` accepts, and `\s` in its regular expressions.
    static let whiteSpace = ScalarSet(
        "\u{9}-\u{D}\u{1C}-\u{20}\u{85}\u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}")

    /// `\w` in Python's regular expressions: letters, everything with a numeric value, and the underscore.
    static let word = ScalarSet { scalar in
        let properties = scalar.properties
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return scalar == "_" || properties.numericType != nil
        }
    }
}
