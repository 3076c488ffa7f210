/// `mode` of the legacy video requests: how large, and with how much work.
public enum VideoMode: String, Sendable, Hashable, CaseIterable {
    case std, pro
    case fourK = "4k"

    /// "720p", "1080p" or "4k".
    public var resolution: String {
        switch self {
        case .std: "720p"
        case .pro: "1080p"
        case .fourK: "4k"
        }
    }
}
