/// What `GET /v1/catalogue` answers: which clips can be ordered here, and what each costs. An addition to the Kling API.
public struct CatalogueView: Encodable, Sendable {
    /// A model and what it can be asked for.
    public struct Model: Encodable, Sendable {
        public let name: String
        /// Paths below `/v1/videos` that take it, such as "text2video".
        public let paths: [String]
        public let modes: [Mode]
        /// Seconds.
        public let durations: [Int]
        /// Seconds from words alone or a lone first frame.
        public let plainDurations: [Int]
        /// Modes and seconds in which a last frame may be given: beside a first one, and alone.
        public let tailModes: [String]
        public let tailOnlyModes: [String]
        public let tailDurations: [Int]
        /// Whether `cfg_scale` has a meaning.
        public let hasGuidance: Bool
        public let hasNegativePrompt: Bool
        public let canBeExtended: Bool
        /// Whether words are needed beside pictures.
        public let alwaysNeedsPrompt: Bool

        private enum CodingKeys: String, CodingKey {
            case name, paths, modes, durations
            case plainDurations = "plain_durations"
            case tailModes = "tail_modes"
            case tailOnlyModes = "tail_only_modes"
            case tailDurations = "tail_durations"
            case hasGuidance = "guidance"
            case hasNegativePrompt = "negative_prompt"
            case canBeExtended = "extendable"
            case alwaysNeedsPrompt = "prompt_needed"
        }
    }

    /// One of a model's modes.
    public struct Mode: Encodable, Sendable {
        /// Empty for a model that takes none.
        public let name: String
        /// "720p", "1080p" or "4k".
        public let resolution: String
        /// Credits, as decimals, by seconds: `{"5": "3"}`.
        public let prices: [String: String]

        private enum CodingKeys: String, CodingKey {
            case name = "mode"
            case resolution, prices
        }
    }

    /// What given pictures must be like.
    public struct Pictures: Encodable, Sendable {
        public let mostBytes: Int
        /// Pixels.
        public let leastSide: Int
        public let mostSide: Int

        public init(mostBytes: Int, leastSide: Int, mostSide: Int) {
            self.mostBytes = mostBytes
            self.leastSide = leastSide
            self.mostSide = mostSide
        }

        private enum CodingKeys: String, CodingKey {
            case mostBytes = "most_bytes"
            case leastSide = "least_side"
            case mostSide = "most_side"
        }
    }

    public let videos: [Model]
    public let pictures: Pictures

    /// - Parameter price: of a clip, by model, mode (nothing for a model without modes) and seconds, as a decimal; nothing where
    ///   it cannot be ordered.
    public init(
        pictures: Pictures, price: (_ model: String, _ mode: VideoMode?, _ seconds: Int) -> String?
    ) {
        self.pictures = pictures
        videos =
            VideoModelCapabilities.all.map { Model($0, price: price) }
            + OmniVideoModel.all.map { Model($0, price: price) }
    }
}

extension CatalogueView.Model {
    fileprivate init(_ model: VideoModelCapabilities, price: (String, VideoMode?, Int) -> String?) {
        let modes = model.modes.isEmpty ? [nil] : model.modes.map { Optional($0) }
        self.init(
            name: model.name,
            paths: (model.makesFromText ? ["text2video"] : []) + (model.makesFromImage ? ["image2video"] : []),
            modes: modes.map { mode in
                CatalogueView.Mode(mode, resolution: model.resolution(in: mode), of: model.durations) {
                    price(model.name, mode, $0)
                }
            },
            durations: model.durations, plainDurations: model.durations,
            tailModes: model.modes.filter(model.tailModes.contains).map(\.rawValue),
            tailOnlyModes: model.modes.filter(model.tailOnlyModes.contains).map(\.rawValue),
            tailDurations: model.tailDurations, hasGuidance: model.hasGuidance, hasNegativePrompt: true,
            canBeExtended: model.canBeExtended, alwaysNeedsPrompt: model.alwaysNeedsPrompt)
    }

    fileprivate init(_ model: OmniVideoModel, price: (String, VideoMode?, Int) -> String?) {
        self.init(
            name: model.name, paths: ["omni-video"],
            modes: model.modes.map { mode in
                CatalogueView.Mode(mode, resolution: mode.resolution, of: model.durations) {
                    price(model.name, mode, $0)
                }
            },
            durations: model.durations, plainDurations: model.plainDurations,
            tailModes: model.modes.map(\.rawValue), tailOnlyModes: [], tailDurations: model.durations,
            hasGuidance: false, hasNegativePrompt: false, canBeExtended: false, alwaysNeedsPrompt: true)
    }
}

extension CatalogueView.Mode {
    fileprivate init(_ mode: VideoMode?, resolution: String, of durations: [Int], price: (Int) -> String?) {
        self.init(
            name: mode?.rawValue ?? "", resolution: resolution,
            prices: Dictionary(uniqueKeysWithValues: durations.compactMap { s in price(s).map { (String(s), $0) } }))
    }
}
