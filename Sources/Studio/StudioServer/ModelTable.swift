import StudioDomain

/// Which installed model makes what clients order by the API's names.
public struct ModelTable: Sendable {
    /// What one of the API's models is made with.
    public struct Entry: Sendable, Hashable {
        /// The name of the installed model.
        public var model: String
        /// Of the one that makes orders with pictures or clips, where it is another: models for words and for pictures are often
        /// two.
        public var pictureModel: String?
        /// What each mode enlarges clips to; a mode that is not there stays as the model makes it.
        public var resolutions: [Tariff.Tier: Resolution]
        /// What each size ("1k", "2k", "4k") enlarges pictures to.
        public var pictureResolutions: [String: Resolution]

        public init(
            model: String, pictureModel: String? = nil, resolutions: [Tariff.Tier: Resolution] = [:],
            pictureResolutions: [String: Resolution] = [:]
        ) {
            self.model = model
            self.pictureModel = pictureModel
            self.resolutions = resolutions
            self.pictureResolutions = pictureResolutions
        }
    }

    /// Which model makes an order.
    /// - Parameter name: of the API's model.
    func model(for name: String, making order: Order) -> String {
        let entry = entry(for: name)
        return order.inputs.isEmpty ? entry.model : entry.pictureModel ?? entry.model
    }

    /// For names that have no entry of their own.
    public var standard = Entry(model: "toybox")
    /// By the API's names: "kling-v3", "effects".
    public var entries: [String: Entry] = [:]

    public init() {}

    /// - Parameter name: as clients order it.
    public func entry(for name: String) -> Entry { entries[name] ?? standard }
}
