/// Settings of a `UMT5EncoderModel`, by transformers' names; absent ones take transformers' defaults.
public struct UMT5Configuration: ModelConfiguration {
    public let vocabSize: Int
    public let dModel: Int
    public let dKv: Int
    public let dFf: Int
    public let numLayers: Int
    public let numHeads: Int
    public let relativeAttentionNumBuckets: Int
    public let relativeAttentionMaxDistance: Int
    public let layerNormEpsilon: Float
    public let feedForwardProj: String

    private enum CodingKeys: String, CodingKey {
        case vocabSize, dModel, dKv, dFf, numLayers, numHeads, relativeAttentionNumBuckets
        case relativeAttentionMaxDistance, layerNormEpsilon, feedForwardProj
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func value<T: Decodable>(_ key: CodingKeys, _ standard: T) throws -> T {
            try values.decodeIfPresent(T.self, forKey: key) ?? standard
        }
        vocabSize = try value(.vocabSize, 250_112)
        dModel = try value(.dModel, 512)
        dKv = try value(.dKv, 64)
        dFf = try value(.dFf, 1024)
        numLayers = try value(.numLayers, 8)
        numHeads = try value(.numHeads, 6)
        relativeAttentionNumBuckets = try value(.relativeAttentionNumBuckets, 32)
        relativeAttentionMaxDistance = try value(.relativeAttentionMaxDistance, 128)
        layerNormEpsilon = try value(.layerNormEpsilon, 1e-6)
        feedForwardProj = try value(.feedForwardProj, "gated-gelu")
    }

    public var unsupportedSetting: String? {
        if [vocabSize, dModel, dKv, dFf, numHeads].contains(where: { !(1...(1 << 20)).contains($0) }) {
            return "a size that is not between 1 and 1048576"
        }
        if !(1...1024).contains(numLayers) { return "num_layers \(numLayers)" }
        if !(4...4096).contains(relativeAttentionNumBuckets) || relativeAttentionNumBuckets % 2 != 0
            || relativeAttentionMaxDistance <= relativeAttentionNumBuckets / 4
        {
            return "these relative attention buckets"
        }
        if feedForwardProj != "gated-gelu" { return "feed_forward_proj other than gated-gelu" }
        return nil
    }
}
