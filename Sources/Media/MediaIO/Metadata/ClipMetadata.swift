/// What every written clip says about itself: the request that made it, the software, and that it was made by AI.
///
/// Where it stands, for other tools:
///
/// | kind | place |
/// |---|---|
/// | png, webp, gif | an XMP packet (iTXt chunk, `XMP ` chunk, application extension) |
/// | mp4 | the tags `comment` (request), `encoding_tool` (software), `description` (label), which survive a remux by FFmpeg, and the same XMP packet in a `uuid` box |
public struct ClipMetadata: Sendable, Hashable {
    /// The whole request as JSON text.
    public let request: String
    /// Name and version, such as `Kinora 0.1`.
    public let software: String
    /// How the pictures came to be.
    public let source: DigitalSource

    /// Characters that metadata cannot carry (control characters other than tab and line breaks) become JSON escapes,
    /// which mean the same within JSON.
    public init(request: String, software: String, source: DigitalSource = .trainedAlgorithmicMedia) {
        self.request = Self.escapingControls(request)
        self.software = Self.escapingControls(software)
        self.source = source
    }

    private static func escapingControls(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if XMPPacket.canCarry(scalar) {
                result.append(scalar)
            } else {
                let digits = String(scalar.value, radix: 16)
                result.append(
                    contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
            }
        }
        return String(result)
    }
}

/// A term of the IPTC digital source type vocabulary, the field's label for media made by AI.
///
/// - Source: https://cv.iptc.org/newscodes/digitalsourcetype/
public enum DigitalSource: String, Sendable, Hashable, CaseIterable {
    /// Made by a model.
    case trainedAlgorithmicMedia
    /// A model changed or added to pictures that someone brought.
    case compositeWithTrainedAlgorithmicMedia

    static let vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/"

    var uri: String { Self.vocabulary + rawValue }

    init?(uri: String) {
        guard uri.hasPrefix(Self.vocabulary) else { return nil }
        self.init(rawValue: String(uri.dropFirst(Self.vocabulary.count)))
    }
}
