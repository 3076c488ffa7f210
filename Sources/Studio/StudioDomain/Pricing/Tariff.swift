/// What a job was ordered as: by which its price was found, and what bills and later jobs say of it.
public struct Tariff: Sendable, Hashable, Codable {
    /// The name that the client asked for: "kling-v3"; for what has no models, that of the service: "effects".
    public var model: String
    public var tier: Tier
    public var use: Use
    /// What its owner calls the key that ordered it; empty for none.
    public var keyName = ""

    /// How good it is: the API's modes.
    public enum Tier: String, Sendable, Codable, CaseIterable {
        /// 720p.
        case std
        /// 1080p.
        case pro
        case ultra = "4k"
    }

    /// What makes a clip dearer.
    public enum Use: String, Sendable, Codable, CaseIterable {
        case silent, sound, voice
        /// A clip is given beside words and pictures.
        case clip
        /// A figure moves as one in a clip does.
        case motion
    }

    public init(model: String, tier: Tier = .std, use: Use = .silent) {
        self.model = model
        self.tier = tier
        self.use = use
    }
}
