import StudioDomain

extension ServerParts {
    /// Where a client finds an asset's bytes.
    /// - Parameter product: what it is: clips end in ".mp4", pictures in ".png".
    func link(to asset: AssetID, of product: Product) -> String {
        "\(settings.publicURL)/assets/\(asset).\(product == .video ? "mp4" : "png")"
    }
}
