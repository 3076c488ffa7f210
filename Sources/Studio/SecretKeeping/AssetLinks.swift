import Foundation
import StudioDomain

/// Makes and checks links to assets. Whoever has one may read the asset until the link ends.
///
///     https://studio.example/assets/179500000000000001.mp4?expires=1795000000&tag=wJsdYSAPz_Jukc...
public struct AssetLinks: Sendable {
    /// Under which clients reach the server, without a slash at its end.
    private let publicURL: String
    private let vault: SecretVault
    /// How long a link is good for, in seconds.
    private let lifetime: TimeInterval

    /// Links end on a full hour, so that those to one asset are alike for a while and caches find it again.
    private static let grain: TimeInterval = 3600

    public init(publicURL: String, vault: SecretVault, lifetime: TimeInterval = 7 * 24 * 3600) {
        self.publicURL = publicURL
        self.vault = vault
        self.lifetime = lifetime
    }

    /// - Parameter product: what it is: clips end in ".mp4", pictures in ".png".
    public func link(to asset: AssetID, of product: Product, at time: Date) -> String {
        link(to: asset, as: product == .video ? "mp4" : "png", at: time)
    }

    /// - Parameter suffix: what the address's path ends in, after a point.
    public func link(to asset: AssetID, as suffix: String, at time: Date) -> String {
        let seconds = ((time.timeIntervalSince1970 + lifetime) / Self.grain).rounded(.up) * Self.grain
        let expires = String(Int64(seconds))
        let tag = vault.tag(of: Self.signed(asset, expires), purpose: Self.purpose)
        return "\(publicURL)/assets/\(asset).\(suffix)?expires=\(expires)&tag=\(tag)"
    }

    /// When a link ends, by its own words; nothing for one that this server did not make.
    public func end(ofLinkTo asset: AssetID, expires: String, tag: String) -> Date? {
        guard expires.utf8.count <= 15, expires.utf8.allSatisfy({ (48...57).contains($0) }),
            let seconds = Int64(expires),
            vault.isTag(tag, of: Self.signed(asset, expires), purpose: Self.purpose)
        else { return nil }
        return Date(timeIntervalSince1970: TimeInterval(seconds))
    }

    private static let purpose = "asset link"

    private static func signed(_ asset: AssetID, _ expires: String) -> String { "\(asset) \(expires)" }
}
