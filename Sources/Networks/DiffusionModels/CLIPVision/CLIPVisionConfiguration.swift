/// Settings of a `CLIPVisionModel`, by transformers' names; absent ones take transformers' defaults.
public struct CLIPVisionConfiguration: ModelConfiguration {
    /// Channels of a token.
    public let hiddenSize: Int
    public let intermediateSize: Int
    public let numHiddenLayers: Int
    public let numAttentionHeads: Int
    public let numChannels: Int
    /// Pixels on a side of the square that is encoded.
    public let imageSize: Int
    /// Pixels on a side of a patch.
    public let patchSize: Int
    public let hiddenAct: String
    public let layerNormEps: Float

    /// Patches along a side.
    public var patchesPerSide: Int { imageSize / patchSize }

    /// Rows that a picture becomes: one for the whole of it, one for each patch.
    public var tokenCount: Int { 1 + patchesPerSide * patchesPerSide }

    private enum CodingKeys: String, CodingKey {
        case hiddenSize, intermediateSize, numHiddenLayers, numAttentionHeads, numChannels, imageSize, patchSize
        case hiddenAct, layerNormEps
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func value<T: Decodable>(_ key: CodingKeys, _ standard: T) throws -> T {
            try values.decodeIfPresent(T.self, forKey: key) ?? standard
        }
        hiddenSize = try value(.hiddenSize, 768)
        intermediateSize = try value(.intermediateSize, 3072)
        numHiddenLayers = try value(.numHiddenLayers, 12)
        numAttentionHeads = try value(.numAttentionHeads, 12)
        numChannels = try value(.numChannels, 3)
        imageSize = try value(.imageSize, 224)
        patchSize = try value(.patchSize, 32)
        hiddenAct = try value(.hiddenAct, "quick_gelu")
        layerNormEps = try value(.layerNormEps, 1e-5)
    }

    public var unsupportedSetting: String? {
        if [hiddenSize, intermediateSize, numAttentionHeads].contains(where: { !(1...(1 << 20)).contains($0) }) {
            return "a size that is not between 1 and 1048576"
        }
        // The features are what all layers but the last make.
        if !(2...1024).contains(numHiddenLayers) { return "num_hidden_layers \(numHiddenLayers)" }
        if hiddenSize % numAttentionHeads != 0 { return "a hidden_size that its attention heads cannot share" }
        if numChannels != 3 { return "num_channels \(numChannels)" }
        if !(1...4096).contains(imageSize) || !(1...imageSize).contains(patchSize) || imageSize % patchSize != 0 {
            return "an image_size that is not a multiple of patch_size"
        }
        if hiddenAct != "gelu" { return "hidden_act \(hiddenAct)" }
        return nil
    }
}
