import Checkpoints
import Foundation
import NeuralLayers
import Tensors

/// The Wan video diffusion transformer: predicts the flow's velocity from a noisy latent, a timestep and a prompt, of some
/// models also from pictures.
///
/// - Source: Wan Team 2025, "Wan: Open and Advanced Large-Scale Video Generative Models"; `WanTransformer3DModel`.
public final class WanTransformer {
    public let configuration: WanTransformerConfiguration
    private let device: any Device
    private let patchEmbedding: Linear
    private let timeIn: Linear, timeOut: Linear, timeProjection: Linear
    private let textIn: Linear, textOut: Linear
    private let pictureEmbedding: PictureEmbedding?
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
        if let imageDim = configuration.imageDim {
            pictureEmbedding = try PictureEmbedding(
                conditions["image_embedder"], inputs: imageDim, outputs: channels,
                positions: configuration.posEmbedSeqLen)
        } else {
            pictureEmbedding = nil
        }
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

    /// Readies pictures for all steps.
    /// - Parameter features: the picture encoder's rows, those of one picture after the other's, [n, imageDim].
    /// - Precondition: the transformer sees pictures.
    public func context(forPictures features: Tensor) -> WanPictureContext {
        guard let pictureEmbedding else { preconditionFailure("the transformer sees no pictures") }
        precondition(features.shape[0] == configuration.posEmbedSeqLen ?? features.shape[0])
        let hidden = pictureEmbedding(features, on: device)
        return WanPictureContext(
            layers: blocks.map { $0.textAttention.keysAndValues(ofPictures: hidden, on: device) })
    }

    /// Readies a control latent for all steps.
    /// - Parameters:
    ///   - latent: [vaceInChannels, T, H, W], as large as the latents to come.
    ///   - scales: how strongly each hint counts, one for all, or none for 1.
    /// - Precondition: the transformer has a control branch.
    public func control(for latent: Tensor, scales: [Float] = []) -> WanControl {
        guard let controlBranch else { preconditionFailure("the transformer has no control branch") }
        let hints = controlBranch.blocks.count
        precondition(latent.shape[0] == configuration.vaceInChannels && [0, 1, hints].contains(scales.count))
        let each = scales.count == hints ? scales : Array(repeating: scales.first ?? 1, count: hints)
        let channels = configuration.innerDim
        return WanControl(
            embedded: controlBranch.embed(patchify(latent), on: device),
            gates: each.map { $0 == 1 ? nil : Tensor(Array(repeating: $0, count: channels), shape: [channels]) })
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
    ///   - givenFrames: so many latent frames at the beginning are clean: their tokens are at timestep 0.
    ///   - branches: how many texts the blocks will see; the tokens of all are alike until the first one enters.
    ///   - control: what a control branch reads; a transformer that has one needs it.
    public func tokens(
        of latent: Tensor, timestep: Float, givenFrames: Int = 0, branches: Int = 1, control: WanControl? = nil
    ) -> WanTokens {
        precondition(latent.shape[0] == configuration.inChannels && (control == nil) == (controlBranch == nil))
        precondition((0...latent.shape[1]).contains(givenFrames))
        let embedded = patchEmbedding(patchify(latent), on: device)
        let length = embedded.shape[0]
        let given = length / latent.shape[1] * givenFrames
        let times = [(0..<given, 0), (given..<length, timestep)].filter { !$0.0.isEmpty }
        return WanTokens(
            rows: repeated(embedded, branches: branches),
            controlState: control.map { repeated(device.add($0.embedded, embedded), branches: branches) },
            hintGates: control?.gates ?? [], branches: branches, times: times.map { time(of: $0, at: $1) },
            latentShape: latent.shape)
    }

    private func time(of tokens: Range<Int>, at timestep: Float) -> TokenTime {
        let frequencies = sinusoidalEmbedding(timestep: timestep, channels: configuration.freqDim)
        let embedded = timeOut(timeIn(frequencies, on: device, activation: .silu), on: device)
        let projected = timeProjection(device.activate(embedded, .silu), on: device)
        return TokenTime(
            tokens: tokens, embedded: embedded.reshaped([configuration.innerDim]),
            projected: projected.reshaped([6, configuration.innerDim]))
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
    ///   - picture: what all branches see besides; a transformer that sees pictures needs it.
    ///   - together: whether the branches go through each layer as one; the result is the same but for rounding.
    ///   - beforeBlock: called before each block; it throws to stop the work.
    public func run(
        _ range: Range<Int>, on tokens: WanTokens, texts: [WanTextContext], picture: WanPictureContext? = nil,
        rotary: RotaryTable, together: Bool? = nil, beforeBlock: () throws -> Void = {}
    ) rethrows {
        precondition(texts.count == tokens.branches && (picture == nil) == (pictureEmbedding == nil))
        let length = tokens.rows.shape[0] / texts.count
        let isTogether = together ?? (length <= Self.mostTokensTogether)
        let groups = isTogether ? [texts.indices] : texts.indices.map { $0..<($0 + 1) }
        for index in range {
            try beforeBlock()
            update(
                tokens.rows, with: blocks[index], times: tokens.times, groups: groups, isFirst: index == 0,
                texts: texts.map { ($0.layers[index], $0.bias) }, picture: picture?.layers[index], rotary: rotary)
            guard let controlBranch, let state = tokens.controlState, let hint = controlBranch.hint(behind: index)
            else {
                continue
            }
            update(
                state, with: controlBranch.blocks[hint], times: tokens.times, groups: groups, isFirst: hint == 0,
                texts: texts.map { ($0.controlLayers[hint], $0.bias) }, picture: nil, rotary: rotary)
            controlBranch.add(hint, from: state, gate: tokens.hintGates[hint], to: tokens.rows, on: device)
        }
    }

    /// Changes a state [branches * L, C] by one block.
    /// - Parameters:
    ///   - groups: the branches that go through each layer as one.
    ///   - isFirst: whether no text has entered yet, so that the first branch stands for all.
    private func update(
        _ state: Tensor, with block: WanBlock, times: [TokenTime], groups: [Range<Int>], isFirst: Bool,
        texts: [(KeysAndValues, bias: Tensor?)], picture: KeysAndValues?, rotary: RotaryTable
    ) {
        let length = state.shape[0] / texts.count
        func rows(_ group: Range<Int>) -> Tensor {
            state[group.lowerBound * length..<group.upperBound * length]
        }
        let tables = times.map { ($0.tokens, block.modulationTable(at: $0.projected, on: device)) }
        func modulation(_ group: Range<Int>) -> TokenModulation {
            TokenModulation(repeating: tables, branches: group.count, length: length)
        }
        for group in isFirst ? [0..<1] : groups {
            block.attendToSelf(
                rows(group), branches: group.count, modulation: modulation(group), rotary: rotary, on: device)
        }
        if isFirst {
            for branch in texts.indices.dropFirst() {
                _ = rows(branch..<(branch + 1)).floats.update(fromContentsOf: rows(0..<1).floats)
            }
        }
        for group in groups {
            block.attendToText(rows(group), texts: Array(texts[group]), picture: picture, on: device)
            block.feedForward(rows(group), modulation: modulation(group), on: device)
        }
    }

    /// The last stage: the velocity at the point of the flow for each branch, [outChannels, T, H, W].
    public func velocities(from tokens: WanTokens) -> [Tensor] {
        let length = tokens.rows.shape[0] / tokens.branches
        let tables = tokens.times.map {
            ($0.tokens, device.add(outputModulation, device.stack([$0.embedded, $0.embedded])))
        }
        let normed = TokenModulation(repeating: tables, branches: tokens.branches, length: length)
            .normalized(tokens.rows, scale: 1, shift: 0, epsilon: configuration.eps, on: device)
        let projected = outputProjection(normed, on: device)
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
    /// What each hint is multiplied with, [C], or nil for 1.
    let hintGates: [Tensor?]
    let branches: Int
    /// Runs of a branch's tokens that are at one timestep, in order.
    let times: [TokenTime]
    /// [inChannels, T, H, W]
    let latentShape: Shape
}

/// A timestep as the network sees it, and the tokens of a branch that are at it.
struct TokenTime {
    let tokens: Range<Int>
    /// [C]
    let embedded: Tensor
    /// What every block adds to its modulation, [6, C].
    let projected: Tensor
}

/// What a control branch reads, readied for all steps.
public struct WanControl {
    /// [L, C]
    let embedded: Tensor
    /// What each hint is multiplied with, [C], or nil for 1.
    let gates: [Tensor?]
}
