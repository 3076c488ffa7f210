import Checkpoints
import NeuralLayers
import Tensors

/// What attention looks at: one key and one value for each row, [n, C] both.
struct KeysAndValues {
    let keys: Tensor
    let values: Tensor
}

/// Multi-head attention with root-mean-square norms across all heads of queries and keys.
///
/// - Shapes: x [L, C].
/// - Source: `WanAttention` in diffusers, qk_norm "rms_norm_across_heads".
struct WanAttention {
    private let query: Linear, key: Linear, value: Linear, output: Linear
    private let queryNorm: RMSNorm, keyNorm: RMSNorm
    private let heads: Int
    private let scale: Float

    init(_ scope: WeightScope, _ configuration: WanTransformerConfiguration) throws(CheckpointError) {
        let channels = configuration.innerDim
        query = try Linear(scope["to_q"], inputs: channels, outputs: channels)
        key = try Linear(scope["to_k"], inputs: channels, outputs: channels)
        value = try Linear(scope["to_v"], inputs: channels, outputs: channels)
        output = try Linear(scope["to_out"][0], inputs: channels, outputs: channels)
        queryNorm = try RMSNorm(scope["norm_q"], channels: channels, epsilon: configuration.eps)
        keyNorm = try RMSNorm(scope["norm_k"], channels: channels, epsilon: configuration.eps)
        heads = configuration.numAttentionHeads
        scale = 1 / Float(configuration.attentionHeadDim).squareRoot()
    }

    func keysAndValues(of x: Tensor, on device: any Device) -> KeysAndValues {
        KeysAndValues(keys: keyNorm(key(x, on: device), on: device), values: value(x, on: device))
    }

    /// Self-attention: adds the result, gated, to `target` [L, C].
    func update(_ target: Tensor, from x: Tensor, rotary: RotaryTable, gate: Tensor, on device: any Device) {
        let parts = device.linears(x, [query, key, value].map { ($0.weight, $0.bias) })
        let own = KeysAndValues(keys: keyNorm(parts[1], rotary: rotary, on: device), values: parts[2])
        let mixed = mix(queryNorm(parts[0], rotary: rotary, on: device), over: own, bias: nil, on: device)
        output.accumulate(mixed, gate: gate, into: target, on: device)
    }

    /// Attention to something else: adds the result to `target` [L, C].
    /// - Parameter bias: added to the scores of each key, [n].
    func update(_ target: Tensor, from x: Tensor, over context: KeysAndValues, bias: Tensor?, on device: any Device) {
        let mixed = mix(queryNorm(query(x, on: device), on: device), over: context, bias: bias, on: device)
        output.accumulate(mixed, gate: nil, into: target, on: device)
    }

    private func mix(_ queries: Tensor, over context: KeysAndValues, bias: Tensor?, on device: any Device) -> Tensor {
        device.attention(
            queries: queries, keys: context.keys, values: context.values, heads: heads, scale: scale, bias: bias)
    }
}
