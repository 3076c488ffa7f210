import Checkpoints
import NeuralLayers
import Tensors

/// Two residual blocks with attention inside a frame between them.
///
/// - Source: `WanMidBlock` in diffusers.
final class MidBlock {
    private let before: ResidualBlock
    private let attention: FrameAttention
    private let after: ResidualBlock

    /// The norm that the block wants its input to have passed.
    var norm: UnitNorm { before.norm }

    init(_ scope: WeightScope, channels: Int, on device: any Device) throws(CheckpointError) {
        before = try ResidualBlock(scope["resnets"][0], inputs: channels, outputs: channels, on: device)
        attention = try FrameAttention(scope["attentions"][0], channels: channels)
        after = try ResidualBlock(scope["resnets"][1], inputs: channels, outputs: channels, on: device)
    }

    /// - Parameters:
    ///   - frames: with this block's `norm`.
    ///   - next: the norm of the layer that reads the result.
    ///   - keepsSums: whether that layer needs the result without its norm, too.
    func callAsFunction(
        _ frames: NormedFrames, next: UnitNorm, keepsSums: Bool = true, on device: any Device
    ) -> NormedFrames {
        let read = before(frames, next: attention.norm, on: device)
        let mixed = zip(read.sums, read.normed).map { attention($0, normed: $1, on: device) }
        let normed = mixed.map { device.unitNorm($0, after.norm) }
        return after(NormedFrames(sums: mixed, normed: normed), next: next, keepsSums: keepsSums, on: device)
    }

    func reset() {
        before.reset()
        after.reset()
    }
}

/// Attention of the pixels of one frame to each other, a single head as wide as the channels.
///
/// - Shapes: frame [H, W, C] -> [H, W, C].
/// - Source: `WanAttentionBlock` in diffusers.
struct FrameAttention {
    /// The norm that queries, keys and values are made from.
    let norm: UnitNorm
    private let query: Linear, key: Linear, value: Linear, output: Linear

    init(_ scope: WeightScope, channels: Int) throws(CheckpointError) {
        norm = UnitNorm(
            weight: try scope["norm"].tensor("gamma", [channels, 1, 1]).reshaped([channels]), silu: false)
        let weight = try scope["to_qkv"].tensor("weight", [3 * channels, channels, 1, 1])
            .reshaped([3 * channels, channels])
        let bias = try scope["to_qkv"].tensor("bias", [3 * channels])
        query = Linear(weight: weight[0..<channels], bias: bias[0..<channels])
        key = Linear(weight: weight[channels..<2 * channels], bias: bias[channels..<2 * channels])
        value = Linear(weight: weight[2 * channels..<3 * channels], bias: bias[2 * channels..<3 * channels])
        output = Linear(
            weight: try scope["proj"].tensor("weight", [channels, channels, 1, 1]).reshaped([channels, channels]),
            bias: try scope["proj"].tensor("bias", [channels]))
    }

    func callAsFunction(_ frame: Tensor, normed: Tensor, on device: any Device) -> Tensor {
        let (pixelCount, channels) = (frame.shape[0] * frame.shape[1], frame.shape[2])
        let pixels = frame.reshaped([pixelCount, channels])
        let normed = normed.reshaped([pixelCount, channels])
        let mixed = device.attention(
            queries: query(normed, on: device), keys: key(normed, on: device), values: value(normed, on: device),
            heads: 1, scale: 1 / Float(channels).squareRoot(), bias: nil)
        return device.add(pixels, output(mixed, on: device)).reshaped(frame.shape)
    }
}
