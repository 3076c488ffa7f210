import Checkpoints
import NeuralLayers
import Tensors

/// CLIP's vision transformer: turns a picture into one row of features for the whole of it and one for each patch.
///
/// Wan reads the features before the last layer, so that layer and the norm behind it are not computed.
/// - Source: Radford et al. 2021, "Learning Transferable Visual Models From Natural Language Supervision";
///   `CLIPVisionModel` in transformers, `hidden_states[-2]`.
public final class CLIPVisionEncoder {
    public let configuration: CLIPVisionConfiguration
    private let device: any Device
    private let patchEmbedding: Linear
    private let wholeEmbedding: Tensor
    private let positions: WeightMatrix
    private let inputNorm: LayerNorm
    private let layers: [CLIPVisionLayer]

    /// - Parameter checkpoint: tensors by transformers' names, with or without `vision_model.` in front.
    public init(
        _ configuration: CLIPVisionConfiguration, _ checkpoint: Checkpoint, on device: any Device
    ) throws(CheckpointError) {
        self.configuration = configuration
        self.device = device
        let (channels, patch) = (configuration.hiddenSize, configuration.patchSize)
        let outer = WeightScope(checkpoint)
        let root = outer["vision_model"]["pre_layrnorm"].contains("weight") ? outer["vision_model"] : outer
        let embeddings = root["embeddings"]
        patchEmbedding = Linear(
            weight: try embeddings["patch_embedding"].tensor("weight", [channels, 3, patch, patch])
                .reshaped([channels, 3 * patch * patch]), bias: nil)
        wholeEmbedding = try embeddings.tensor("class_embedding", [channels])
        positions = try embeddings["position_embedding"].matrix("weight", [configuration.tokenCount, channels])
        // The published name is misspelt so.
        inputNorm = try LayerNorm(root["pre_layrnorm"], channels: channels, epsilon: configuration.layerNormEps)
        var layers: [CLIPVisionLayer] = []
        for index in 0..<configuration.numHiddenLayers - 1 {
            layers.append(try CLIPVisionLayer(root["encoder"]["layers"][index], configuration))
        }
        self.layers = layers
        let unused = [
            "encoder.layers.\(configuration.numHiddenLayers - 1).", "post_layernorm.", "embeddings.position_ids",
        ]
        try checkpoint.requireAllUsed { name in unused.contains { name.hasPrefix(root.prefix + $0) } }
    }

    /// - Parameters:
    ///   - picture: [imageSize, imageSize, 3], as `CLIPImageProcessor` makes it.
    ///   - beforeLayer: called before each layer; it throws to stop the work.
    /// - Returns: [tokenCount, hiddenSize].
    public func encode(_ picture: Tensor, beforeLayer: () throws -> Void = {}) rethrows -> Tensor {
        let (side, patch) = (configuration.patchesPerSide, configuration.patchSize)
        precondition(picture.shape == [configuration.imageSize, configuration.imageSize, 3])
        let patches = device.permute(picture.reshaped([side, patch, side, patch, 3]), [0, 2, 4, 1, 3])
            .reshaped([side * side, 3 * patch * patch])
        var hidden = device.gatherRows(of: positions, at: Array(0..<configuration.tokenCount))
        let whole = Tensor(wholeEmbedding.elements(), shape: [1, configuration.hiddenSize])
        device.accumulate(whole, gate: nil, into: hidden[0..<1])
        device.accumulate(patchEmbedding(patches, on: device), gate: nil, into: hidden[1..<configuration.tokenCount])
        hidden = inputNorm(hidden, on: device)
        for layer in layers {
            try beforeLayer()
            layer.update(hidden, on: device)
        }
        return hidden
    }
}

/// Self-attention, then a feed-forward; each normalized before and added after.
private struct CLIPVisionLayer {
    private let attentionNorm: LayerNorm, feedForwardNorm: LayerNorm
    private let query: Linear, key: Linear, value: Linear, output: Linear
    private let widen: Linear, narrow: Linear
    private let heads: Int
    private let scale: Float

    init(_ scope: WeightScope, _ configuration: CLIPVisionConfiguration) throws(CheckpointError) {
        let (channels, wide) = (configuration.hiddenSize, configuration.intermediateSize)
        let (attention, feedForward) = (scope["self_attn"], scope["mlp"])
        attentionNorm = try LayerNorm(
            scope["layer_norm1"], channels: channels, epsilon: configuration.layerNormEps)
        feedForwardNorm = try LayerNorm(
            scope["layer_norm2"], channels: channels, epsilon: configuration.layerNormEps)
        query = try Linear(attention["q_proj"], inputs: channels, outputs: channels)
        key = try Linear(attention["k_proj"], inputs: channels, outputs: channels)
        value = try Linear(attention["v_proj"], inputs: channels, outputs: channels)
        output = try Linear(attention["out_proj"], inputs: channels, outputs: channels)
        widen = try Linear(feedForward["fc1"], inputs: channels, outputs: wide)
        narrow = try Linear(feedForward["fc2"], inputs: wide, outputs: channels)
        heads = configuration.numAttentionHeads
        scale = 1 / Float(channels / heads).squareRoot()
    }

    /// Changes `hidden` [tokens, hiddenSize] in place.
    func update(_ hidden: Tensor, on device: any Device) {
        let normed = attentionNorm(hidden, on: device)
        let parts = device.linears(normed, [query, key, value].map { ($0.weight, $0.bias) })
        let mixed = device.attention(
            queries: parts[0], keys: parts[1], values: parts[2], heads: heads, scale: scale, bias: nil)
        output.accumulate(mixed, gate: nil, into: hidden, on: device)
        let widened = widen(feedForwardNorm(hidden, on: device), on: device, activation: .geluErf)
        narrow.accumulate(widened, gate: nil, into: hidden, on: device)
    }
}
