/// Settings of a `WanTransformer3DModel`, by diffusers' names; absent ones take diffusers' defaults.
public struct WanTransformerConfiguration: ModelConfiguration {
    /// Extents of a patch along latent frames, rows and columns.
    public let patchSize: [Int]
    public let numAttentionHeads: Int
    public let attentionHeadDim: Int
    public let inChannels: Int
    public let outChannels: Int
    public let textDim: Int
    public let freqDim: Int
    public let ffnDim: Int
    public let numLayers: Int
    public let crossAttnNorm: Bool
    public let qkNorm: String?
    public let eps: Float
    /// Channels of a picture encoder's features, for a transformer that attends to them; nil without.
    public let imageDim: Int?
    public let addedKvProjDim: Int?
    /// Rows of features that have a learned position: those of two pictures. Nil where there is one without positions.
    public let posEmbedSeqLen: Int?
    public let ropeMaxSeqLen: Int
    /// The blocks that get hints from VACE's control branch; nil without one.
    public let vaceLayers: [Int]?
    /// Channels of the control latent.
    public let vaceInChannels: Int

    /// Channels of a token inside the network.
    public var innerDim: Int { numAttentionHeads * attentionHeadDim }

    private enum CodingKeys: String, CodingKey {
        case patchSize, numAttentionHeads, attentionHeadDim, inChannels, outChannels, textDim, freqDim, ffnDim
        case numLayers, crossAttnNorm, qkNorm, eps, imageDim, addedKvProjDim, posEmbedSeqLen, ropeMaxSeqLen
        case vaceLayers, vaceInChannels, className = "_className"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func value<T: Decodable>(_ key: CodingKeys, _ standard: T) throws -> T {
            try values.decodeIfPresent(T.self, forKey: key) ?? standard
        }
        patchSize = try value(.patchSize, [1, 2, 2])
        numAttentionHeads = try value(.numAttentionHeads, 40)
        attentionHeadDim = try value(.attentionHeadDim, 128)
        inChannels = try value(.inChannels, 16)
        outChannels = try value(.outChannels, inChannels)
        textDim = try value(.textDim, 4096)
        freqDim = try value(.freqDim, 256)
        ffnDim = try value(.ffnDim, 13824)
        numLayers = try value(.numLayers, 40)
        crossAttnNorm = try value(.crossAttnNorm, true)
        qkNorm = try value(.qkNorm, "rms_norm_across_heads")
        eps = try value(.eps, 1e-6)
        imageDim = try values.decodeIfPresent(Int.self, forKey: .imageDim)
        addedKvProjDim = try values.decodeIfPresent(Int.self, forKey: .addedKvProjDim)
        posEmbedSeqLen = try values.decodeIfPresent(Int.self, forKey: .posEmbedSeqLen)
        ropeMaxSeqLen = try value(.ropeMaxSeqLen, 1024)
        let isVACE = try value(.className, "WanTransformer3DModel") == "WanVACETransformer3DModel"
        vaceLayers = isVACE ? try value(.vaceLayers, [0, 5, 10, 15, 20, 25, 30, 35]) : nil
        vaceInChannels = try value(.vaceInChannels, 96)
    }

    public var unsupportedSetting: String? {
        let sizes =
            patchSize + [numAttentionHeads, attentionHeadDim, inChannels, outChannels, textDim, freqDim, ffnDim]
            + [ropeMaxSeqLen, vaceInChannels, imageDim ?? 1, posEmbedSeqLen ?? 1]
        if patchSize.count != 3 || sizes.contains(where: { !(1...(1 << 20)).contains($0) }) {
            return "a size that is not between 1 and 1048576"
        }
        if patchSize[0] != 1 || patchSize[1] != patchSize[2] { return "a patch_size other than 1, n, n" }
        if !(1...1024).contains(numLayers) { return "num_layers \(numLayers)" }
        if attentionHeadDim % 2 != 0 { return "an odd attention_head_dim" }
        if let vaceLayers,
            vaceLayers.first != 0 || zip(vaceLayers, vaceLayers.dropFirst() + [numLayers]).contains(where: >=)
        {
            return "vace_layers that do not rise from 0 to below num_layers"
        }
        if qkNorm != "rms_norm_across_heads" { return "qk_norm other than rms_norm_across_heads" }
        if addedKvProjDim != (imageDim == nil ? nil : innerDim) {
            return "an added_kv_proj_dim other than the channels of a token, or one without image_dim"
        }
        if imageDim == nil, posEmbedSeqLen != nil { return "pos_embed_seq_len without image_dim" }
        if imageDim != nil, vaceLayers != nil { return "image_dim beside vace_layers" }
        return nil
    }
}
