import Checkpoints
import NeuralLayers
import Tensors

/// One block of the Wan transformer: self-attention, attention to the text, feed-forward, each added to its input.
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
        textAttention = try WanAttention(scope["attn2"], configuration)
        textNorm =
            configuration.crossAttnNorm
            ? try LayerNorm(scope["norm2"], channels: channels, epsilon: configuration.eps) : nil
        widen = try Linear(scope["ffn"]["net"][0]["proj"], inputs: channels, outputs: configuration.ffnDim)
        narrow = try Linear(scope["ffn"]["net"][2], inputs: configuration.ffnDim, outputs: channels)
        modulation = try Modulation.table(scope, rows: 6, scaleRows: [1, 4], channels: channels)
    }

    /// The modulation's rows at a timestep, [6, C].
    /// - Parameter timestep: the projected timestep, [6, C].
    func modulation(at timestep: Tensor, on device: any Device) -> Tensor { device.add(modulation, timestep) }

    /// The first of three parts, each of which changes tokens [B*L, C] in place, B branches of one step after another.
    func attendToSelf(
        _ tokens: Tensor, branches: Int, modulation rows: Tensor, rotary: RotaryTable, on device: any Device
    ) {
        let normed = device.layerNorm(tokens, scale: rows[1], shift: rows[0], epsilon: epsilon)
        selfAttention.update(tokens, from: normed, branches: branches, rotary: rotary, gate: rows[2], on: device)
    }

    /// - Parameter texts: each branch's keys and values, and what is added to the scores.
    func attendToText(_ tokens: Tensor, texts: [(KeysAndValues, bias: Tensor?)], on device: any Device) {
        textAttention.update(tokens, from: textNorm?(tokens, on: device) ?? tokens, over: texts, on: device)
    }

    func feedForward(_ tokens: Tensor, modulation rows: Tensor, on device: any Device) {
        let normed = device.layerNorm(tokens, scale: rows[4], shift: rows[3], epsilon: epsilon)
        narrow.accumulate(widen(normed, on: device, activation: .geluTanh), gate: rows[5], into: tokens, on: device)
    }
}

/// Tables of shifts, scales and gates that the timestep is added to.
enum Modulation {
    /// Reads `scale_shift_table` [1, rows, C] and adds 1 to the rows that multiply. Result [rows, C], float32.
    static func table(
        _ scope: WeightScope, rows: Int, scaleRows: Set<Int>, channels: Int
    ) throws(CheckpointError) -> Tensor {
        let table = try scope.tensor("scale_shift_table", [1, rows, channels])
        let elements = table.elements().enumerated().map { index, element in
            scaleRows.contains(index / channels) ? 1 + element : element
        }
        return Tensor(elements, shape: [rows, channels])
    }
}
