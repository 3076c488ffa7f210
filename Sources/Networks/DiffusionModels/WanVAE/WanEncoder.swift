import Checkpoints
import NeuralLayers
import Tensors

/// From pixel frames to latent frames, one pixel frame at a time.
///
/// The first frame gives a latent frame, then every run of frames as long as time is compressed gives one.
/// - Shapes: frame [H, W, inChannels] -> none or one of [h, w, 2z]: mean and log-variance.
/// - Source: `WanEncoder3d` in diffusers.
final class WanEncoder {
    private let input: CausalConvolution
    private let levels: [EncoderLevel]
    private let middle: MidBlock
    private let outputNorm: Tensor
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
        outputNorm = try scope["norm_out"].tensor("gamma", [last, 1, 1, 1]).reshaped([last])
        output = try CausalConvolution(
            scope["conv_out"], inputs: last, outputs: 2 * configuration.zDim, kernel: (3, 3, 3), on: device)
    }

    /// Takes the next frame; returns a latent frame when enough frames have come.
    func encode(_ frame: Tensor) -> Tensor? {
        var hidden = input(frame, on: device)
        for level in levels {
            guard let next = level(hidden, on: device) else { return nil }
            hidden = next
        }
        return output(device.unitNorm(middle(hidden, on: device), weight: outputNorm, silu: true), on: device)
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

    func callAsFunction(_ frame: Tensor, on device: any Device) -> Tensor? {
        if shortcut != nil { waiting.append(frame) }
        let hidden = blocks.reduce(frame) { $1($0, on: device) }
        let result = downsampler.map { $0(hidden, on: device) } ?? hidden
        guard let result, let shortcut else { return result }
        defer { waiting = [] }
        return device.add(result, shortcut(waiting, on: device))
    }

    func reset() {
        waiting = Self.beginning(shortcut)
        for block in blocks { block.reset() }
        downsampler?.reset()
    }
}
