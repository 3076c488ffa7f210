/// What a prompt refers to: `<<<image_1>>>`, `<<<element_1>>>`, `<<<video_1>>>`, numbered from 1 by position in their lists.
/// Two brackets mean the same as three; a backslash before them makes them text.
///
/// - Source: section 8.5 of the wire contract.
public struct PromptReferences: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case image, element, video
    }

    /// The highest number that is referred to, of each kind that is.
    public let highest: [Kind: Int]

    public init(_ prompt: String) {
        var highest: [Kind: Int] = [:]
        // Nothing else looks at what is between brackets here: whoever renders does.
        for match in prompt.matches(of: /(\\?)<<<?(image|element|video)_([0-9]{1,9})>>>?/) where match.1.isEmpty {
            guard let kind = Kind(rawValue: String(match.2)), let number = Int(match.3) else { continue }
            highest[kind] = max(highest[kind] ?? 0, number)
        }
        self.highest = highest
    }

    /// - Throws: `APIError` for a reference to what is not in its list.
    static func check(_ prompt: String?, images: Int = 0, elements: Int = 0, videos: Int = 0) throws(APIError) {
        guard let prompt, prompt.contains("<<") else { return }
        let highest = PromptReferences(prompt).highest
        for (kind, count) in [(Kind.image, images), (.element, elements), (.video, videos)] {
            guard let number = highest[kind], number > count else { continue }
            throw .parameter("prompt refers to \(kind.rawValue)_\(number), but the request has \(count) of its kind")
        }
    }
}
