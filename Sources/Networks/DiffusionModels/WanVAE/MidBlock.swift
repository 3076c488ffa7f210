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

    init(_ scope: WeightScope, channels: Int, on device: any Device) throws(CheckpointError) {
        before = try ResidualBlock(scope["resnets"][0], inputs: channels, outputs: channels, on: device)
        attention = try FrameAttention(scope["attentions"][0], channels: channels)
        after = try ResidualBlock(scope["resnets"][1], inputs: channels, outputs: channels, on: device)
    }

    func callAsFunction(_ frame: Tensor, on device: any Device) -> Tensor {
        after(attention(before(frame, on: device), on: device), on: device)
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
    private let norm: Tensor
    private let query: Linear, key: Linear, value: Linear, output: Linear

    init(_ scope: WeightScope, channels: Int) throws(CheckpointError) {
        norm = try scope["norm"].tensor("gamma", [channels, 1, 1]).reshaped([channels])
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

    func callAsFunction(_ frame: Tensor, on device: any Device) -> Tensor {
        let channels = frame.shape[2]
        let pixels = frame.reshaped([frame.shape[0] * frame.shape[1], channels])
        let normed = device.unitNorm(pixels, weight: norm, silu: false)
        let mixed = device.attention(
            queries: query(normed, on: device), keys: key(normed, on: device), values: value(normed, on: device),
            heads: 1, scale: 1 / Float(channels).squareRoot(), bias: nil)
        return device.add(pixels, output(mixed, on: device)).reshaped(frame.shape)
    }
}
