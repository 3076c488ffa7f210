import Checkpoints
import NeuralLayers
import Tensors

/// One block of the Wan transformer: self-attention, attention to the text (and to pictures, where the model was trained so),
/// feed-forward, each added to its input.
///
/// Self-attention and feed-forward are modulated by the timestep: normalized tokens are scaled and shifted before, the
/// result is gated after (adaptive layer norm: Peebles & Xie 2023, "DiT", section 3.2).
/// - Source: `WanTransformerBlock` in diffusers.
struct WanBlock {
    private let selfAttention: WanAttention
    let textAttention: WanAttention
    private let textNorm: LayerNorm?
    private let widen: Linear
    private let narrow: Linear
    /// Rows: shift, 1 + scale, gate for attention; the same three for feed-forward. [6, C]
    private let modulation: Tensor
    private let epsilon: Float

    init(_ scope: WeightScope, _ configuration: WanTransformerConfiguration) throws(CheckpointError) {
        let channels = configuration.innerDim
        epsilon = configuration.eps
        selfAttention = try WanAttention(scope["attn1"], configuration)
        textAttention = try WanAttention(
            scope["attn2"], configuration, seesPictures: configuration.imageDim != nil)
        textNorm =
            configuration.crossAttnNorm
            ? try LayerNorm(scope["norm2"], channels: channels, epsilon: configuration.eps) : nil
        widen = try Linear(scope["ffn"]["net"][0]["proj"], inputs: channels, outputs: configuration.ffnDim)
        narrow = try Linear(scope["ffn"]["net"][2], inputs: configuration.ffnDim, outputs: channels)
        modulation = try Modulation.table(scope, rows: 6, scaleRows: [1, 4], channels: channels)
    }

    /// The modulation's rows at a timestep, [6, C].
    /// - Parameter timestep: the projected timestep, [6, C].
    func modulationTable(at timestep: Tensor, on device: any Device) -> Tensor { device.add(modulation, timestep) }

    /// The first of three parts, each of which changes tokens [B*L, C] in place, B branches of one step after another.
    func attendToSelf(
        _ tokens: Tensor, branches: Int, modulation: TokenModulation, rotary: RotaryTable, on device: any Device
    ) {
        let normed = modulation.normalized(tokens, scale: 1, shift: 0, epsilon: epsilon, on: device)
        selfAttention.update(
            tokens, from: normed, branches: branches, rotary: rotary, modulation: modulation, gate: 2, on: device)
    }

    /// - Parameters:
    ///   - texts: each branch's keys and values, and what is added to the scores.
    ///   - picture: keys and values that all branches share, where the block attends to pictures, too.
    func attendToText(
        _ tokens: Tensor, texts: [(KeysAndValues, bias: Tensor?)], picture: KeysAndValues?, on device: any Device
    ) {
        textAttention.update(
            tokens, from: textNorm?(tokens, on: device) ?? tokens, over: texts, and: picture, on: device)
    }

    func feedForward(_ tokens: Tensor, modulation: TokenModulation, on device: any Device) {
        let normed = modulation.normalized(tokens, scale: 4, shift: 3, epsilon: epsilon, on: device)
        modulation.accumulate(
            narrow, of: widen(normed, on: device, activation: .geluTanh), gate: 5, into: tokens, on: device)
    }
}
