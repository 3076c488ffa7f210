import StudioDomain

/// Which installed model makes what clients order by the API's names.
public struct ModelTable: Sendable {
    /// What one of the API's models is made with.
    public struct Entry: Sendable, Hashable {
        /// The name of the installed model.
        public var model: String
        /// What each mode enlarges clips to; a mode that is not there stays as the model makes it.
        public var resolutions: [Tariff.Tier: Resolution]
        /// What each size ("1k", "2k", "4k") enlarges pictures to.
        public var pictureResolutions: [String: Resolution]

        public init(
            model: String, resolutions: [Tariff.Tier: Resolution] = [:],
            pictureResolutions: [String: Resolution] = [:]
        ) {
            self.model = model
            self.resolutions = resolutions
            self.pictureResolutions = pictureResolutions
        }
    }

    /// For names that have no entry of their own.
    public var standard = Entry(model: "toybox")
    /// By the API's names: "kling-v3", "effects".
    public var entries: [String: Entry] = [:]

    public init() {}

    /// - Parameter name: as clients order it.
    public func entry(for name: String) -> Entry { entries[name] ?? standard }
}
