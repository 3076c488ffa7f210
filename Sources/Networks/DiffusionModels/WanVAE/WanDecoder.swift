import Checkpoints
import NeuralLayers
import Tensors

/// From latent frames to pixel frames, one latent frame at a time.
///
/// The first latent frame gives one frame, every later one as many as time was compressed by. Each frame runs through
/// the levels on its own, so memory holds the past of each convolution and one frame a level, however long the clip.
/// - Shapes: latent [h, w, z] -> frames [H, W, outChannels].
/// - Source: `WanDecoder3d` in diffusers.
final class WanDecoder {
    private let input: CausalConvolution
    private let middle: MidBlock
    private let levels: [DecoderLevel]
    private let outputNorm: Tensor
    private let output: CausalConvolution
    private let device: any Device

    init(
        _ scope: WeightScope, _ configuration: WanVAEConfiguration, on device: any Device
    ) throws(CheckpointError) {
        self.device = device
        let multipliers = configuration.dimMult
        let widths = ([multipliers[multipliers.count - 1]] + multipliers.reversed()).map {
            $0 * configuration.decoderBaseDim
        }
        input = try CausalConvolution(
            scope["conv_in"], inputs: configuration.zDim, outputs: widths[0], kernel: (3, 3, 3), on: device)
        middle = try MidBlock(scope["mid_block"], channels: widths[0], on: device)
        var levels: [DecoderLevel] = []
        for index in multipliers.indices {
            let isLast = index == multipliers.count - 1
            // The plain kind halves the channels where it upsamples; the residual kind keeps them.
            let halved = index > 0 && !configuration.isResidual
            levels.append(
                try DecoderLevel(
                    scope["up_blocks"][index], inputs: halved ? widths[index] / 2 : widths[index],
                    outputs: widths[index + 1], residualBlocks: configuration.numResBlocks + 1,
                    upsampling: isLast
                        ? nil : configuration.temperalDownsample.reversed()[index] ? .spaceAndTime : .space,
                    isResidual: configuration.isResidual, on: device))
        }
        self.levels = levels
        let last = widths[widths.count - 1]
        outputNorm = try scope["norm_out"].tensor("gamma", [last, 1, 1, 1]).reshaped([last])
        output = try CausalConvolution(
            scope["conv_out"], inputs: last, outputs: configuration.outChannels, kernel: (3, 3, 3), on: device)
    }

    /// Takes the next latent frame and hands on each frame as soon as it is done.
    func decode(_ latent: Tensor, beforeLevel: () throws -> Void, emit: (Tensor) throws -> Void) rethrows {
        try rise(middle(input(latent, on: device), on: device), from: 0, beforeLevel, emit)
    }

    private func rise(
        _ frame: Tensor, from level: Int, _ beforeLevel: () throws -> Void, _ emit: (Tensor) throws -> Void
    ) rethrows {
        guard level < levels.count else {
            return try emit(output(device.unitNorm(frame, weight: outputNorm, silu: true), on: device))
        }
        try beforeLevel()
        for next in levels[level](frame, on: device) { try rise(next, from: level + 1, beforeLevel, emit) }
    }

    func reset() {
        input.reset()
        middle.reset()
        for level in levels { level.reset() }
        output.reset()
    }
}

/// Residual blocks at one resolution, then upsampling to the next.
///
/// - Source: `WanUpBlock` and, with its shortcut, `WanResidualUpBlock` in diffusers.
final class DecoderLevel {
    enum Upsampling { case space, spaceAndTime }

    private let blocks: [ResidualBlock]
    private let upsampler: Upsampler?
    private let shortcut: DuplicatingShortcut?
    private var hasSeenFirst = false

    init(
        _ scope: WeightScope, inputs: Int, outputs: Int, residualBlocks: Int, upsampling: Upsampling?,
        isResidual: Bool, on device: any Device
    ) throws(CheckpointError) {
        var blocks: [ResidualBlock] = []
        for index in 0..<residualBlocks {
            blocks.append(
                try ResidualBlock(
                    scope["resnets"][index], inputs: index == 0 ? inputs : outputs, outputs: outputs, on: device))
        }
        self.blocks = blocks
        guard let upsampling else {
            (upsampler, shortcut) = (nil, nil)
            return
        }
        upsampler = try Upsampler(
            isResidual ? scope["upsampler"] : scope["upsamplers"][0], channels: outputs,
            outputs: isResidual ? outputs : outputs / 2, doublesTime: upsampling == .spaceAndTime, on: device)
        shortcut =
            isResidual ? DuplicatingShortcut(outputs: outputs, timeFactor: upsampling == .spaceAndTime ? 2 : 1) : nil
    }

    func callAsFunction(_ frame: Tensor, on device: any Device) -> [Tensor] {
        let hidden = blocks.reduce(frame) { $1($0, on: device) }
        guard let upsampler else { return [hidden] }
        let frames = upsampler(hidden, on: device)
        if let shortcut {
            let around = shortcut(frame, isFirst: !hasSeenFirst, on: device)
            for (frame, extra) in zip(frames, around) { device.accumulate(extra, gate: nil, into: frame) }
        }
        hasSeenFirst = true
        return frames
    }

    func reset() {
        hasSeenFirst = false
        for block in blocks { block.reset() }
        upsampler?.reset()
    }
}
