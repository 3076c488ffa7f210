import SecretKeeping
import StudioDomain

/// What the server is made of; all of it may be used from anywhere at once.
public struct ServerParts: Sendable {
    public let studio: Studio
    public let assets: any AssetStore
    public let vault: SecretVault
    public let policy: any ContentPolicy
    public let prices: PriceList
    public let plans: Plans
    public let settings: ServerSettings
    /// Nothing where this server cannot select.
    public let selecting: SelectionParts?
    let bodies: BodyMemory

    public init(
        studio: Studio, assets: any AssetStore, vault: SecretVault, policy: any ContentPolicy, prices: PriceList,
        plans: Plans, settings: ServerSettings, selecting: SelectionParts? = nil
    ) {
        self.studio = studio
        self.assets = assets
        self.vault = vault
        self.policy = policy
        self.prices = prices
        self.plans = plans
        self.settings = settings
        self.selecting = selecting
        bodies = BodyMemory(most: settings.mostBodyBytesTogether)
    }
}
