import SecretKeeping
import StudioDomain

extension ServerParts {
    /// Makes and checks links to assets.
    var links: AssetLinks { AssetLinks(publicURL: settings.publicURL, vault: vault) }

    /// Where a client finds an asset's bytes, for a time.
    /// - Parameter product: what it is: clips end in ".mp4", pictures in ".png".
    func link(to asset: AssetID, of product: Product) -> String {
        links.link(to: asset, of: product, at: studio.now())
    }
}
