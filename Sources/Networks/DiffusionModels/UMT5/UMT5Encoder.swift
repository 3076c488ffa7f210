import Checkpoints
import Foundation
import NeuralLayers
import Tensors

/// The text encoder: turns a prompt's tokens into one row of features for each.
///
/// Only the prompt's own tokens are computed. Padding, which the reference masks out, changes nothing.
/// - Source: Chung et al. 2023, "UniMax" (umT5); Raffel et al. 2020 (T5); `UMT5EncoderModel` in transformers.
public final class UMT5Encoder {
    public let configuration: UMT5Configuration
    private let device: any Device
    private let embedding: WeightMatrix
    private let blocks: [UMT5Block]
    private let outputNorm: RMSNorm

    public init(
        _ configuration: UMT5Configuration, _ checkpoint: Checkpoint, on device: any Device
    ) throws(CheckpointError) {
        self.configuration = configuration
        self.device = device
        let root = WeightScope(checkpoint)
        // The table is shared by two parts of the original model and is saved under either name, or both.
        let names = ["shared", "encoder.embed_tokens"]
        let saved = names.filter { root[$0].contains("weight") }
        embedding = try root[saved.first ?? names[0]].matrix(
            "weight", [configuration.vocabSize, configuration.dModel])
        var blocks: [UMT5Block] = []
        for index in 0..<configuration.numLayers {
            blocks.append(try UMT5Block(root["encoder"]["block"][index]["layer"], configuration))
        }
        self.blocks = blocks
        outputNorm = try RMSNorm(
            root["encoder"]["final_layer_norm"], channels: configuration.dModel,
            epsilon: configuration.layerNormEpsilon)
        try checkpoint.requireAllUsed { $0.hasPrefix("encoder.embed_tokens.weight") }
    }

    /// Whether a tensor, if it is a matrix, may become 8-bit integers: those of the blocks and the table of tokens, of
    /// which each row has a scale of its own. Biases by distance stay as they are.
    public static func isQuantizable(_ name: String) -> Bool {
        if name.contains("relative_attention_bias") { return false }
        return ["shared.weight", "encoder.embed_tokens.weight"].contains(name)
            || name.hasPrefix("encoder.block.") && name.hasSuffix(".weight")
    }

    /// - Parameters:
    ///   - tokens: ids below the vocabulary's size, the end token included; at least one.
    ///   - beforeBlock: called before each block; it throws to stop the work.
    /// - Returns: [tokens.count, dModel].
    public func encode(_ tokens: [Int], beforeBlock: () throws -> Void = {}) rethrows -> Tensor {
        let hidden = device.gatherRows(of: embedding, at: tokens)
        let buckets = relativePositionBuckets(count: tokens.count)
        for block in blocks {
            try beforeBlock()
            block.update(hidden, buckets: buckets, on: device)
        }
        return outputNorm(hidden, on: device)
    }

    /// For each pair (query, key), the row of the bias table that their distance falls into.
    ///
    /// Half of the buckets are for keys after the query. Of each half, the first half are exact distances and the rest
    /// grow logarithmically up to the largest distance.
    private func relativePositionBuckets(count: Int) -> [Int] {
        let half = configuration.relativeAttentionNumBuckets / 2
        let exact = half / 2
        let spread = log(Double(configuration.relativeAttentionMaxDistance) / Double(exact))
        return (0..<count).flatMap { query in
            (0..<count).map { key in
                let distance = abs(key - query)
                let offset = key > query ? half : 0
                if distance < exact { return offset + distance }
                let ratio = log(Float(distance) / Float(exact)) / Float(spread)
                return offset + min(half - 1, exact + Int(ratio * Float(half - exact)))
            }
        }
    }
}

/// Self-attention with a bias by distance, then a gated feed-forward; each normalized before and added after.
private struct UMT5Block {
    private let attentionNorm: RMSNorm
    private let query: Linear, key: Linear, value: Linear, output: Linear
    /// One bias for each bucket and head, [buckets, heads].
    private let distanceBias: [Float]
    private let feedForwardNorm: RMSNorm
    private let gate: Linear, widen: Linear, narrow: Linear
    private let heads: Int

    init(_ scope: WeightScope, _ configuration: UMT5Configuration) throws(CheckpointError) {
        let (model, inner) = (configuration.dModel, configuration.numHeads * configuration.dKv)
        let (attention, feedForward) = (scope[0]["SelfAttention"], scope[1]["DenseReluDense"])
        let epsilon = configuration.layerNormEpsilon
        attentionNorm = try RMSNorm(scope[0]["layer_norm"], channels: model, epsilon: epsilon)
        query = try Linear(attention["q"], inputs: model, outputs: inner, bias: false)
        key = try Linear(attention["k"], inputs: model, outputs: inner, bias: false)
        value = try Linear(attention["v"], inputs: model, outputs: inner, bias: false)
        output = try Linear(attention["o"], inputs: inner, outputs: model, bias: false)
        heads = configuration.numHeads
        distanceBias = try attention["relative_attention_bias"].tensor(
            "weight", [configuration.relativeAttentionNumBuckets, heads]
        ).elements()
        feedForwardNorm = try RMSNorm(scope[1]["layer_norm"], channels: model, epsilon: epsilon)
        gate = try Linear(feedForward["wi_0"], inputs: model, outputs: configuration.dFf, bias: false)
        widen = try Linear(feedForward["wi_1"], inputs: model, outputs: configuration.dFf, bias: false)
        narrow = try Linear(feedForward["wo"], inputs: configuration.dFf, outputs: model, bias: false)
    }

    /// Changes `hidden` [n, dModel] in place. Scores are not scaled by the head width in T5.
    func update(_ hidden: Tensor, buckets: [Int], on device: any Device) {
        var normed = attentionNorm(hidden, on: device)
        let mixed = device.attention(
            queries: query(normed, on: device), keys: key(normed, on: device), values: value(normed, on: device),
            heads: heads, scale: 1, bias: bias(buckets, count: hidden.shape[0]))
        device.accumulate(output(mixed, on: device), gate: nil, into: hidden)

        normed = feedForwardNorm(hidden, on: device)
        let gated = device.multiply(
            gate(normed, on: device, activation: .geluTanh), widen(normed, on: device))
        device.accumulate(narrow(gated, on: device), gate: nil, into: hidden)
    }

    /// [heads, n, n]
    private func bias(_ buckets: [Int], count: Int) -> Tensor {
        let elements = (0..<heads).flatMap { head in buckets.map { distanceBias[$0 * heads + head] } }
        return Tensor(elements, shape: [heads, count, count])
    }
}
