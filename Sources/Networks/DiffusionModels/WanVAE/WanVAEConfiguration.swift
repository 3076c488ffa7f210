/// Settings of an `AutoencoderKLWan`, by diffusers' names; absent ones take diffusers' defaults.
public struct WanVAEConfiguration: ModelConfiguration {
    public let baseDim: Int
    public let decoderBaseDim: Int
    public let zDim: Int
    public let dimMult: [Int]
    public let numResBlocks: Int
    public let attnScales: [Float]
    /// Which levels halve time, first level first. The published key is misspelt so.
    public let temperalDownsample: [Bool]
    public let latentsMean: [Float]
    public let latentsStd: [Float]
    public let isResidual: Bool
    public let inChannels: Int
    public let outChannels: Int
    /// Pixels folded into channels before the first convolution, along both axes; 1 when none are.
    public let patchSize: Int
    public let scaleFactorTemporal: Int
    public let scaleFactorSpatial: Int

    private enum CodingKeys: String, CodingKey {
        case baseDim, decoderBaseDim, zDim, dimMult, numResBlocks, attnScales, temperalDownsample, latentsMean
        case latentsStd, isResidual, inChannels, outChannels, patchSize, scaleFactorTemporal, scaleFactorSpatial
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func value<T: Decodable>(_ key: CodingKeys, _ standard: T) throws -> T {
            try values.decodeIfPresent(T.self, forKey: key) ?? standard
        }
        baseDim = try value(.baseDim, 96)
        decoderBaseDim = try value(.decoderBaseDim, baseDim)
        zDim = try value(.zDim, 16)
        dimMult = try value(.dimMult, [1, 2, 4, 4])
        numResBlocks = try value(.numResBlocks, 2)
        attnScales = try value(.attnScales, [])
        temperalDownsample = try value(.temperalDownsample, [false, true, true])
        latentsMean = try value(.latentsMean, Self.wan21Mean)
        latentsStd = try value(.latentsStd, Self.wan21Deviation)
        isResidual = try value(.isResidual, false)
        inChannels = try value(.inChannels, 3)
        outChannels = try value(.outChannels, 3)
        patchSize = try value(.patchSize, 1)
        scaleFactorTemporal = try value(.scaleFactorTemporal, 4)
        scaleFactorSpatial = try value(.scaleFactorSpatial, 8)
    }

    public var unsupportedSetting: String? {
        if [baseDim, decoderBaseDim, zDim, inChannels, outChannels].contains(where: { !(1...(1 << 16)).contains($0) })
            || dimMult.contains(where: { !(1...64).contains($0) }) || !(1...64).contains(numResBlocks)
        {
            return "a size that is out of range"
        }
        if !(1...8).contains(dimMult.count) || temperalDownsample.count != dimMult.count - 1 {
            return "temperal_downsample with a different number of levels than dim_mult"
        }
        if !attnScales.isEmpty { return "attn_scales" }
        if latentsMean.count != zDim || latentsStd.count != zDim {
            return "latents_mean or latents_std of another length than z_dim"
        }
        if !(1...8).contains(patchSize) || inChannels != 3 * patchSize * patchSize || outChannels != inChannels {
            return "in_channels or out_channels that do not fit three colours and patch_size"
        }
        if isResidual, !shortcutsFit { return "a dim_mult whose levels cannot be joined by channel shortcuts" }
        let spatial = patchSize << (dimMult.count - 1)
        let temporal = 1 << temperalDownsample.filter { $0 }.count
        if scaleFactorSpatial != spatial || scaleFactorTemporal != temporal {
            return
                "scale_factor_spatial or scale_factor_temporal that its levels do not give (\(spatial) and \(temporal))"
        }
        return nil
    }

    /// Whether each level's channels, spread over the pixels and frames it adds, are a multiple of those before it:
    /// what `DuplicatingShortcut` needs of the decoder, whose last level has none.
    private var shortcutsFit: Bool {
        let widths = [dimMult[dimMult.count - 1]] + dimMult.reversed()
        return zip(widths.indices, temperalDownsample.reversed()).allSatisfy { level, doublesTime in
            widths[level + 1] * (doublesTime ? 8 : 4) % widths[level] == 0
        }
    }

    // The statistics of the published Wan 2.1 VAE, which older folders leave out.
    private static let wan21Mean: [Float] = [
        -0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508, 0.4134, -0.0715, 0.5517, -0.3632,
        -0.1922, -0.9497, 0.2503, -0.2921,
    ]
    private static let wan21Deviation: [Float] = [
        2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743, 3.2687, 2.1526, 2.8652, 1.5579, 1.6382,
        1.1253, 2.8251, 1.9160,
    ]
}
