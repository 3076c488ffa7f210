import Checkpoints
import NeuralLayers
import Tensors

/// From pixel frames to latent frames, one or two pixel frames at a time.
///
/// The first frame gives a latent frame, then every run of frames as long as time is compressed gives one.
/// - Shapes: frames [H, W, inChannels] -> none, one or two of [h, w, 2z]: mean and log-variance.
/// - Source: `WanEncoder3d` in diffusers.
final class WanEncoder {
    private let input: CausalConvolution
    private let levels: [EncoderLevel]
    private let middle: MidBlock
    private let outputNorm: UnitNorm
    private let output: CausalConvolution
    private let device: any Device

    init(
        _ scope: WeightScope, _ configuration: WanVAEConfiguration, on device: any Device
    ) throws(CheckpointError) {
        self.device = device
        let widths = ([1] + configuration.dimMult).map { $0 * configuration.baseDim }
        input = try CausalConvolution(
            scope["conv_in"], inputs: configuration.inChannels, outputs: widths[0], kernel: (3, 3, 3), on: device)
        var levels: [EncoderLevel] = []
        // The plain kind numbers residual blocks and downsamplers through; the residual kind groups them by level.
        var position = 0
        for index in configuration.dimMult.indices {
            let isLast = index == configuration.dimMult.count - 1
            levels.append(
                try EncoderLevel(
                    scope["down_blocks"], position: configuration.isResidual ? index : position,
                    inputs: widths[index], outputs: widths[index + 1], residualBlocks: configuration.numResBlocks,
                    downsampling: isLast ? nil : configuration.temperalDownsample[index] ? .spaceAndTime : .space,
                    isResidual: configuration.isResidual, on: device))
            position += configuration.numResBlocks + 1
        }
        self.levels = levels
        let last = widths[widths.count - 1]
        middle = try MidBlock(scope["mid_block"], channels: last, on: device)
        outputNorm = try UnitNorm(scope["norm_out"], channels: last)
        output = try CausalConvolution(
            scope["conv_out"], inputs: last, outputs: 2 * configuration.zDim, kernel: (3, 3, 3), on: device)
    }

    /// Takes the next frames, the first of a clip alone; returns the latent frames for which enough have come.
    /// - Parameter beforeLevel: called before each level; it throws to stop the work.
    func encode(_ frames: [Tensor], beforeLevel: () throws -> Void) rethrows -> [Tensor] {
        var hidden = input(frames, norm: levels[0].norm, on: device)
        for (index, level) in levels.enumerated() {
            try beforeLevel()
            let next = index + 1 < levels.count ? levels[index + 1].norm : middle.norm
            hidden = level(hidden, next: next, on: device)
            if hidden.sums.isEmpty { return [] }
        }
        return output(middle(hidden, next: outputNorm, keepsSums: false, on: device).normed, on: device)
    }

    func reset() {
        input.reset()
        for level in levels { level.reset() }
        middle.reset()
        output.reset()
    }
}

/// Residual blocks at one resolution, then downsampling to the next.
///
/// - Source: the down blocks of `WanEncoder3d` and, with its shortcut, `WanResidualDownBlock` in diffusers.
final class EncoderLevel {
    enum Downsampling { case space, spaceAndTime }

    private let blocks: [ResidualBlock]
    private let downsampler: Downsampler?
    private let shortcut: AveragingShortcut?
    /// Inputs whose shortcut has not been taken; nil stands before the first frame.
    private var waiting: [Tensor?]

    /// The norm that the level wants its input to have passed.
    var norm: UnitNorm { blocks[0].norm }

    init(
        _ scope: WeightScope, position: Int, inputs: Int, outputs: Int, residualBlocks: Int,
        downsampling: Downsampling?, isResidual: Bool, on device: any Device
    ) throws(CheckpointError) {
        var blocks: [ResidualBlock] = []
        for index in 0..<residualBlocks {
            blocks.append(
                try ResidualBlock(
                    isResidual ? scope[position]["resnets"][index] : scope[position + index],
                    inputs: index == 0 ? inputs : outputs, outputs: outputs, on: device))
        }
        self.blocks = blocks
        let halvesTime = downsampling == .spaceAndTime
        downsampler =
            downsampling == nil
            ? nil
            : try Downsampler(
                isResidual ? scope[position]["downsampler"] : scope[position + residualBlocks], channels: outputs,
                halvesTime: halvesTime, on: device)
        shortcut =
            isResidual
            ? AveragingShortcut(
                outputs: outputs, timeFactor: halvesTime ? 2 : 1, spaceFactor: downsampling == nil ? 1 : 2)
            : nil
        waiting = Self.beginning(shortcut)
    }

    private static func beginning(_ shortcut: AveragingShortcut?) -> [Tensor?] {
        Array(repeating: nil, count: (shortcut?.timeFactor ?? 1) - 1)
    }

    /// - Parameters:
    ///   - frames: one or two, with this level's `norm`.
    ///   - next: the norm of the layer that reads the result.
    func callAsFunction(_ frames: NormedFrames, next: UnitNorm, on device: any Device) -> NormedFrames {
        var hidden = frames
        for (block, following) in zip(blocks, blocks.dropFirst()) {
            hidden = block(hidden, next: following.norm, on: device)
        }
        let last = blocks[blocks.count - 1]
        if downsampler == nil && shortcut == nil { return last(hidden, next: next, on: device) }
        hidden = last(hidden, next: nil, on: device)
        var sums = downsampler?(hidden.sums, on: device) ?? hidden.sums
        if let shortcut {
            let around = frames.sums.compactMap { aroundLevel($0, shortcut, on: device) }
            sums = zip(sums, around).map { device.add($0, $1) }
        }
        return NormedFrames(sums: sums, normed: sums.map { device.unitNorm($0, next) })
    }

    /// The shortcut of the frames that wait, when this one is the last that was missing.
    private func aroundLevel(_ frame: Tensor, _ shortcut: AveragingShortcut, on device: any Device) -> Tensor? {
        waiting.append(frame)
        guard waiting.count == shortcut.timeFactor else { return nil }
        defer { waiting = [] }
        return shortcut(waiting, on: device)
    }

    func reset() {
        waiting = Self.beginning(shortcut)
        for block in blocks { block.reset() }
        downsampler?.reset()
    }
}
