import Foundation

/// A named look that a clip can be given: words for the prompt, and how far the clip may go from what it was.
public struct Style: Sendable, Equatable, Decodable {
    /// Small letters, digits and hyphens: what a person types.
    public let key: String
    /// In English.
    public let name: String
    /// In Chinese.
    public let nameZh: String
    /// What is added to the prompt, in English; empty for the plain look.
    public let prompt: String
    /// What is added to the negative prompt.
    public let negativePrompt: String
    /// 0...1, how far a model without a control branch may go from the clip (`WindowedClip.restyling`).
    public let strength: Float
}

extension Style {
    /// The prompt with the style's words behind it, as captions have them.
    public func applied(to prompt: String) -> String { Self.joined(prompt, self.prompt) }

    /// The negative prompt with the style's words behind it.
    public func applied(toNegative prompt: String) -> String { Self.joined(prompt, negativePrompt) }

    private static func joined(_ first: String, _ second: String) -> String {
        [first, second].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}

/// The styles that come with Kinora, from `Resources/styles.json`.
///
/// The first seventeen are the looks of the default model's training world (`Training/toybox/world/looks.py`) in the words of
/// its captions. None names a living artist or a studio.
public enum StyleCatalog {
    /// In the order that they are shown: looks of the training world, film, animation, drawing, painting, print, games and
    /// screens, handcraft, light.
    public static let styles: [Style] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        // The file is part of the program, and a test reads every field of it.
        return try! decoder.decode([Style].self, from: Data(PackageResources.styles_json))
    }()

    /// The style of that key, or of that English or Chinese name, whatever the case; nil where there is none.
    public static func style(named name: String) -> Style? {
        let name = name.lowercased()
        return styles.first { [$0.key, $0.name.lowercased(), $0.nameZh].contains(name) }
    }
}
