import MediaIO

/// A subject that is used again and again: what it looks like and the words for it.
/// - Source: the limits are those of Kling's custom elements.
public struct Element: Sendable, Hashable {
    /// Characters (Unicode scalars).
    public static let longestName = 20
    public static let longestDescription = 100
    /// A frontal picture and further views.
    public static let mostPictures = 4
    /// Pixels; larger pictures are reduced, as no model looks closer.
    static let longestSide = 2048

    public let name: String
    /// One line of words that stand for the element in a prompt.
    public let description: String
    /// The frontal one first, none larger than 2048 pixels.
    public let pictures: [Picture]

    /// - Throws: `ElementError`, or `MediaError` where memory is short.
    public init(name: String, description: String, pictures: [Picture]) throws {
        try Self.check(name: name)
        try Self.check(description: description, name: name)
        guard (1...Self.mostPictures).contains(pictures.count) else {
            throw ElementError.wrongPictureCount(name: name, count: pictures.count)
        }
        self.name = name.precomposedStringWithCanonicalMapping
        self.description = description
        self.pictures = try pictures.map { try $0.reduced(toSide: Self.longestSide) }
    }

    /// A name is also that of a folder: letters, digits, - and _, and no - at its beginning, which a shell would take for a flag.
    static func check(name: String) throws(ElementError) {
        let scalars = Array(name.precomposedStringWithCanonicalMapping.unicodeScalars)
        let isAllowed = scalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType == .decimal || $0 == "-" || $0 == "_"
        }
        guard (1...longestName).contains(scalars.count), isAllowed, scalars.first != "-" else { throw .wrongName }
    }

    static func check(description: String, name: String) throws(ElementError) {
        let scalars = description.unicodeScalars
        let isWords = scalars.contains { !$0.properties.isWhitespace }
        let isOneLine = !scalars.contains { $0.properties.generalCategory == .control }
        guard scalars.count <= longestDescription, isWords, isOneLine else {
            throw .wrongDescription(name: name)
        }
    }
}

extension Picture {
    fileprivate func reduced(toSide longest: Int) throws -> Picture {
        guard max(width, height) > longest else { return self }
        let scale = Double(longest) / Double(max(width, height))
        return try fitted(
            width: max(1, Int((Double(width) * scale).rounded())),
            height: max(1, Int((Double(height) * scale).rounded())), by: .cover)
    }
}
