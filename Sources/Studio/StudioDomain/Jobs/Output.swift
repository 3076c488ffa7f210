/// One thing that a job made.
public struct Output: Sendable, Hashable, Codable {
    public let asset: AssetID
    /// Seconds; nothing for a picture.
    public let seconds: Double?

    public init(asset: AssetID, seconds: Double?) {
        self.asset = asset
        self.seconds = seconds
    }
}
