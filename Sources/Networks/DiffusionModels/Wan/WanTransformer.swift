import Checkpoints
import Foundation
import NeuralLayers
import Tensors

/// The Wan video diffusion transformer: predicts the flow's velocity from a noisy latent, a timestep and a prompt.
///
/// - Source: Wan Team 2025, "Wan: Open and Advanced Large-Scale Video Generative Models"; `WanTransformer3DModel`.
public final class WanTransformer {
    public let configuration: WanTransformerConfiguration
    private let device: any Device
    private let patchEmbedding: Linear
    private let timeIn: Linear, timeOut: Linear, timeProjection: Linear
    private let textIn: Linear, textOut: Linear
    private let blocks: [WanBlock]
    private let controlBranch: ControlBranch?
    /// Rows: shift, 1 + scale. [2, C]
    private let outputModulation: Tensor
    private let outputProjection: Linear
    private let rotary: RotaryEmbedding

    /// - Parameter checkpoint: tensors by diffusers' names; one that is missing, misshapen or left over is an error.
    public init(
        _ configuration: WanTransformerConfiguration, _ checkpoint: Checkpoint, on device: any Device
    ) throws(CheckpointError) {
        self.configuration = configuration
        self.device = device
        let root = WeightScope(checkpoint)
        let channels = configuration.innerDim
        let patch = configuration.patchSize
        let patchVolume = patch.reduce(1, *)
        let embedding = root["patch_embedding"]
        patchEmbedding = Linear(
            weight: try embedding.tensor("weight", Shape([channels, configuration.inChannels] + patch))
                .reshaped([channels, configuration.inChannels * patchVolume]),
            bias: try embedding.tensor("bias", [channels]))
        let conditions = root["condition_embedder"]
        timeIn = try Linear(conditions["time_embedder"]["linear_1"], inputs: configuration.freqDim, outputs: channels)
        timeOut = try Linear(conditions["time_embedder"]["linear_2"], inputs: channels, outputs: channels)
        timeProjection = try Linear(conditions["time_proj"], inputs: channels, outputs: 6 * channels)
        textIn = try Linear(conditions["text_embedder"]["linear_1"], inputs: configuration.textDim, outputs: channels)
        textOut = try Linear(conditions["text_embedder"]["linear_2"], inputs: channels, outputs: channels)
        var blocks: [WanBlock] = []
        for index in 0..<configuration.numLayers {
            blocks.append(try WanBlock(root["blocks"][index], configuration))
        }
        self.blocks = blocks
        if let layers = configuration.vaceLayers {
            controlBranch = try ControlBranch(root, configuration, layers: layers)
        } else {
            controlBranch = nil
        }
        outputModulation = try Modulation.table(root, rows: 2, scaleRows: [1], channels: channels)
        outputProjection = try Linear(
            root["proj_out"], inputs: channels, outputs: configuration.outChannels * patchVolume)
        rotary = RotaryEmbedding(headWidth: configuration.attentionHeadDim)
        try checkpoint.requireAllUsed { $0.hasSuffix("norm_added_q.weight") }
    }

    /// Whether a tensor, if it is a matrix, may become 8-bit integers: those of the blocks, which are nearly all of the
    /// weights. What turns timesteps and texts into features and features into a latent stays as it is.
    public static func isQuantizable(_ name: String) -> Bool {
        (name.hasPrefix("blocks.") || name.hasPrefix("vace_blocks.")) && name.hasSuffix(".weight")
    }

    /// Readies a prompt for all steps.
    /// - Parameters:
    ///   - text: the text encoder's rows for the prompt's tokens, [n, textDim].
    ///   - length: rows that the transformer expects; the missing ones are zeros.
    public func context(for text: Tensor, paddedTo length: Int) -> WanTextContext {
        let count = text.shape[0]
        precondition(count <= length && text.shape[1] == configuration.textDim)
        let padded = length > count
        let rows = device.empty([count + (padded ? 1 : 0), configuration.textDim])
        _ = rows.floats.update(fromContentsOf: text.floats)
        rows.floats[text.count...].update(repeating: 0)
        let hidden = textOut(textIn(rows, on: device, activation: .geluTanh), on: device)
        return WanTextContext(
            layers: blocks.map { $0.textAttention.keysAndValues(of: hidden, on: device) },
            controlLayers: controlBranch?.textLayers(of: hidden, on: device) ?? [],
            bias: WanTextContext.bias(count: count, padding: length - count))
    }

    /// Readies a control latent for all steps.
    /// - Parameter latent: [vaceInChannels, T, H, W], as large as the latents to come.
    /// - Precondition: the transformer has a control branch.
    public func control(for latent: Tensor) -> WanControl {
        guard let controlBranch else { preconditionFailure("the transformer has no control branch") }
        precondition(latent.shape[0] == configuration.vaceInChannels)
        return WanControl(embedded: controlBranch.embed(patchify(latent), on: device))
    }

    /// Angles for latents of the given size, the same for all steps.
    /// - Parameter latentShape: [C, T, H, W].
    public func rotaryTable(for latentShape: Shape) -> RotaryTable {
        let patch = configuration.patchSize
        return rotary.table(
            frames: latentShape[1] / patch[0], rows: latentShape[2] / patch[1], columns: latentShape[3] / patch[2])
    }

    public var blockCount: Int { blocks.count }

    /// Up to so many tokens a branch, all branches of a step run as one: measured, with guidance, against one after the
    /// other. Beyond it matrix products gain nothing from more rows, and memory grows.
    public static let mostTokensTogether = 256

    /// The first stage of three: a point of the flow becomes tokens for the blocks.
    /// - Parameters:
    ///   - latent: [inChannels, T, H, W], each extent a multiple of the patch's.
    ///   - timestep: 0...1000.
    ///   - branches: how many texts the blocks will see; the tokens of all are alike until the first one enters.
    ///   - control: what a control branch reads; a transformer that has one needs it.
    public func tokens(
        of latent: Tensor, timestep: Float, branches: Int = 1, control: WanControl? = nil
    ) -> WanTokens {
        precondition(latent.shape[0] == configuration.inChannels && (control == nil) == (controlBranch == nil))
        let frequencies = sinusoidalEmbedding(timestep: timestep, channels: configuration.freqDim)
        let time = timeOut(timeIn(frequencies, on: device, activation: .silu), on: device)
        let projected = timeProjection(device.activate(time, .silu), on: device)
        let embedded = patchEmbedding(patchify(latent), on: device)
        return WanTokens(
            rows: repeated(embedded, branches: branches),
            controlState: control.map { repeated(device.add($0.embedded, embedded), branches: branches) },
            branches: branches, time: time.reshaped([configuration.innerDim]),
            modulation: projected.reshaped([6, configuration.innerDim]), latentShape: latent.shape)
    }

    /// Rows [L, C] once for each branch: [branches * L, C].
    private func repeated(_ rows: Tensor, branches: Int) -> Tensor {
        guard branches > 1 else { return rows }
        return device.stack(Array(repeating: rows, count: branches))
            .reshaped([branches * rows.shape[0], rows.shape[1]])
    }

    /// The second stage: runs some of the blocks, changing the tokens in place.
    /// - Parameters:
    ///   - texts: one for each branch of the tokens.
    ///   - together: whether the branches go through each layer as one; the result is the same but for rounding.
    ///   - beforeBlock: called before each block; it throws to stop the work.
    public func run(
        _ range: Range<Int>, on tokens: WanTokens, texts: [WanTextContext], rotary: RotaryTable,
        together: Bool? = nil, beforeBlock: () throws -> Void = {}
    ) rethrows {
        precondition(texts.count == tokens.branches)
        let length = tokens.rows.shape[0] / texts.count
        let isTogether = together ?? (length <= Self.mostTokensTogether)
        let groups = isTogether ? [texts.indices] : texts.indices.map { $0..<($0 + 1) }
        for index in range {
            try beforeBlock()
            update(
                tokens.rows, with: blocks[index], modulation: tokens.modulation, groups: groups, isFirst: index == 0,
                texts: texts.map { ($0.layers[index], $0.bias) }, rotary: rotary)
            guard let controlBranch, let state = tokens.controlState, let hint = controlBranch.hint(behind: index)
            else {
                continue
            }
            update(
                state, with: controlBranch.blocks[hint], modulation: tokens.modulation, groups: groups,
                isFirst: hint == 0, texts: texts.map { ($0.controlLayers[hint], $0.bias) }, rotary: rotary)
            controlBranch.add(hint, from: state, to: tokens.rows, on: device)
        }
    }

    /// Changes a state [branches * L, C] by one block.
    /// - Parameters:
    ///   - groups: the branches that go through each layer as one.
    ///   - isFirst: whether no text has entered yet, so that the first branch stands for all.
    private func update(
        _ state: Tensor, with block: WanBlock, modulation timestep: Tensor, groups: [Range<Int>], isFirst: Bool,
        texts: [(KeysAndValues, bias: Tensor?)], rotary: RotaryTable
    ) {
        let length = state.shape[0] / texts.count
        func rows(_ group: Range<Int>) -> Tensor {
            state[group.lowerBound * length..<group.upperBound * length]
        }
        let modulation = block.modulation(at: timestep, on: device)
        for group in isFirst ? [0..<1] : groups {
            block.attendToSelf(rows(group), branches: group.count, modulation: modulation, rotary: rotary, on: device)
        }
        if isFirst {
            for branch in texts.indices.dropFirst() {
                _ = rows(branch..<(branch + 1)).floats.update(fromContentsOf: rows(0..<1).floats)
            }
        }
        for group in groups {
            block.attendToText(rows(group), texts: Array(texts[group]), on: device)
            block.feedForward(rows(group), modulation: modulation, on: device)
        }
    }

    /// The last stage: the velocity at the point of the flow for each branch, [outChannels, T, H, W].
    public func velocities(from tokens: WanTokens) -> [Tensor] {
        let rows = device.add(outputModulation, device.stack([tokens.time, tokens.time]))
        let normed = device.layerNorm(tokens.rows, scale: rows[1], shift: rows[0], epsilon: configuration.eps)
        let projected = outputProjection(normed, on: device)
        let length = projected.shape[0] / tokens.branches
        return (0..<tokens.branches).map { branch in
            unpatchify(projected[branch * length..<(branch + 1) * length], latentShape: tokens.latentShape)
        }
    }

    /// [C, T, H, W] -> [L, C * patch], each row a patch in the order of the patch embedding's weight.
    private func patchify(_ latent: Tensor) -> Tensor {
        let (shape, patch) = (latent.shape, configuration.patchSize)
        precondition(shape.rank == 4)
        precondition(shape[1] % patch[0] == 0 && shape[2] % patch[1] == 0 && shape[3] % patch[2] == 0)
        let split: Shape = [
            shape[0], shape[1] / patch[0], patch[0], shape[2] / patch[1], patch[1], shape[3] / patch[2], patch[2],
        ]
        let rows = device.permute(latent.reshaped(split), [1, 3, 5, 0, 2, 4, 6])
        return rows.reshaped([split[1] * split[3] * split[5], shape[0] * patch.reduce(1, *)])
    }

    /// [L, patch * C] -> [C, T, H, W]; here channels vary fastest inside a row.
    private func unpatchify(_ rows: Tensor, latentShape shape: Shape) -> Tensor {
        let patch = configuration.patchSize
        let split: Shape = [
            shape[1] / patch[0], shape[2] / patch[1], shape[3] / patch[2], patch[0], patch[1], patch[2],
            configuration.outChannels,
        ]
        return device.permute(rows.reshaped(split), [6, 0, 3, 1, 4, 2, 5])
            .reshaped([configuration.outChannels, shape[1], shape[2], shape[3]])
    }
}

/// A point of the flow on its way through the blocks, once for each text that it is seen with.
public struct WanTokens {
    /// [branches * L, C], changed by each block.
    public let rows: Tensor
    /// What the control branch's blocks change, of the same shape; nil without one.
    let controlState: Tensor?
    let branches: Int
    /// The embedded timestep, [C].
    let time: Tensor
    /// Its projection that every block adds to its modulation, [6, C].
    let modulation: Tensor
    /// [inChannels, T, H, W]
    let latentShape: Shape
}

/// What a control branch reads, readied for all steps.
public struct WanControl {
    /// [L, C]
    let embedded: Tensor
}
