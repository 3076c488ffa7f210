import Foundation

/// A scene that pictures are put into: what happens from the first frame on, told in a prompt.
public struct Effect: Sendable, Equatable, Decodable {
    /// The name that Kling's API gives the scene (`effect_scene`).
    public let scene: String
    /// In English.
    public let name: String
    /// In Chinese.
    public let nameZh: String
    /// Pictures that are needed, 1 or 2; two are stitched side by side, the first on the left.
    public let pictures: Int
    /// Length of the clip.
    public let seconds: Int
    /// The whole prompt, in English.
    public let prompt: String
}

/// The effects that come with Kinora, from `Resources/effects.json`: those with two pictures first.
public enum EffectCatalog {
    public static let effects: [Effect] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        // The file is part of the program, and a test reads every field of it.
        return try! decoder.decode([Effect].self, from: Data(PackageResources.effects_json))
    }()

    /// Nil where there is no such scene.
    public static func effect(forScene scene: String) -> Effect? { effects.first { $0.scene == scene } }
}
