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

    /// Self-attention: adds the result, gated, to `target` [B*L, C], each of its B branches on its own.
    /// - Parameter rotary: [L, D/2], the same for all branches.
    func update(
        _ target: Tensor, from x: Tensor, branches: Int, rotary: RotaryTable, gate: Tensor, on device: any Device
    ) {
        let parts = device.linears(x, [query, key, value].map { ($0.weight, $0.bias) })
        let queries = queryNorm(parts[0], rotary: rotary, on: device)
        let keys = keyNorm(parts[1], rotary: rotary, on: device)
        let length = x.shape[0] / branches
        let contexts = (0..<branches).map { branch in
            let rows = branch * length..<(branch + 1) * length
            return (KeysAndValues(keys: keys[rows], values: parts[2][rows]), nil as Tensor?)
        }
        output.accumulate(mix(queries, over: contexts, on: device), gate: gate, into: target, on: device)
    }

    /// Attention to something else, which each branch has of its own: adds the result to `target` [B*L, C].
    /// - Parameter contexts: what each branch looks at, and what is added to the scores of each key, [n].
    func update(
        _ target: Tensor, from x: Tensor, over contexts: [(KeysAndValues, bias: Tensor?)], on device: any Device
    ) {
        let queries = queryNorm(query(x, on: device), on: device)
        output.accumulate(mix(queries, over: contexts, on: device), gate: nil, into: target, on: device)
    }

    /// Queries [B*L, C] -> [B*L, C], each of the B branches over its own context.
    private func mix(
        _ queries: Tensor, over contexts: [(KeysAndValues, bias: Tensor?)], on device: any Device
    ) -> Tensor {
        let length = queries.shape[0] / contexts.count
        let mixed = contexts.enumerated().map { branch, context in
            device.attention(
                queries: queries[branch * length..<(branch + 1) * length], keys: context.0.keys,
                values: context.0.values, heads: heads, scale: scale, bias: context.bias)
        }
        return mixed.count == 1 ? mixed[0] : device.stack(mixed).reshaped(queries.shape)
    }
}
