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
    /// Keys and values of pictures, which the same queries look at.
    private let picture: (key: Linear, value: Linear, keyNorm: RMSNorm)?
    private let heads: Int
    private let scale: Float

    init(
        _ scope: WeightScope, _ configuration: WanTransformerConfiguration, seesPictures: Bool = false
    ) throws(CheckpointError) {
        let channels = configuration.innerDim
        query = try Linear(scope["to_q"], inputs: channels, outputs: channels)
        key = try Linear(scope["to_k"], inputs: channels, outputs: channels)
        value = try Linear(scope["to_v"], inputs: channels, outputs: channels)
        output = try Linear(scope["to_out"][0], inputs: channels, outputs: channels)
        queryNorm = try RMSNorm(scope["norm_q"], channels: channels, epsilon: configuration.eps)
        keyNorm = try RMSNorm(scope["norm_k"], channels: channels, epsilon: configuration.eps)
        picture =
            seesPictures
            ? (
                key: try Linear(scope["add_k_proj"], inputs: channels, outputs: channels),
                value: try Linear(scope["add_v_proj"], inputs: channels, outputs: channels),
                keyNorm: try RMSNorm(scope["norm_added_k"], channels: channels, epsilon: configuration.eps)
            ) : nil
        heads = configuration.numAttentionHeads
        scale = 1 / Float(configuration.attentionHeadDim).squareRoot()
    }

    func keysAndValues(of x: Tensor, on device: any Device) -> KeysAndValues {
        KeysAndValues(keys: keyNorm(key(x, on: device), on: device), values: value(x, on: device))
    }

    /// The same of pictures.
    /// - Precondition: the attention sees pictures.
    func keysAndValues(ofPictures x: Tensor, on device: any Device) -> KeysAndValues {
        guard let picture else { preconditionFailure("the attention sees no pictures") }
        return KeysAndValues(
            keys: picture.keyNorm(picture.key(x, on: device), on: device), values: picture.value(x, on: device))
    }

    /// Self-attention: adds the result, gated, to `target` [B*L, C], each of its B branches on its own.
    /// - Parameters:
    ///   - rotary: [L, D/2], the same for all branches.
    ///   - gate: a row of the modulation.
    func update(
        _ target: Tensor, from x: Tensor, branches: Int, rotary: RotaryTable, modulation: TokenModulation, gate: Int,
        on device: any Device
    ) {
        let parts = device.linears(x, [query, key, value].map { ($0.weight, $0.bias) })
        let queries = queryNorm(parts[0], rotary: rotary, on: device)
        let keys = keyNorm(parts[1], rotary: rotary, on: device)
        let length = x.shape[0] / branches
        let contexts = (0..<branches).map { branch in
            let rows = branch * length..<(branch + 1) * length
            return (KeysAndValues(keys: keys[rows], values: parts[2][rows]), nil as Tensor?)
        }
        modulation.accumulate(
            output, of: mix(queries, over: contexts, on: device), gate: gate, into: target, on: device)
    }

    /// Attention to something else, which each branch has of its own: adds the result to `target` [B*L, C].
    /// - Parameters:
    ///   - contexts: what each branch looks at, and what is added to the scores of each key, [n].
    ///   - picture: what all branches look at besides, in a softmax of its own.
    func update(
        _ target: Tensor, from x: Tensor, over contexts: [(KeysAndValues, bias: Tensor?)], and picture: KeysAndValues?,
        on device: any Device
    ) {
        let queries = queryNorm(query(x, on: device), on: device)
        let mixed = mix(queries, over: contexts, on: device)
        if let picture {
            device.accumulate(mix(queries, over: [(picture, nil)], on: device), gate: nil, into: mixed)
        }
        output.accumulate(mixed, gate: nil, into: target, on: device)
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
