import Checkpoints
import NeuralLayers
import Tensors

/// From latent frames to pixel frames, one latent frame at a time.
///
/// The first latent frame gives one frame, every later one as many as time was compressed by. One or two frames at a time
/// run through the levels, so memory holds the past of each convolution and two frames a level, however long the clip: two
/// frames together cost a convolution along time four products where one at a time costs six.
/// - Shapes: latent [h, w, z] -> frames [H, W, outChannels].
/// - Source: `WanDecoder3d` in diffusers.
final class WanDecoder {
    private let input: CausalConvolution
    private let middle: MidBlock
    private let levels: [DecoderLevel]
    private let outputNorm: UnitNorm
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
        outputNorm = try UnitNorm(scope["norm_out"], channels: last)
        output = try CausalConvolution(
            scope["conv_out"], inputs: last, outputs: configuration.outChannels, kernel: (3, 3, 3), on: device)
    }

    /// Takes the next latent frame and hands on each frame as soon as it is done.
    func decode(_ latent: Tensor, beforeLevel: () throws -> Void, emit: (Tensor) throws -> Void) rethrows {
        let frames = input([latent], norm: middle.norm, on: device)
        try rise(middle(frames, next: levels[0].norm, on: device), from: 0, beforeLevel, emit)
    }

    private func rise(
        _ frames: consuming NormedFrames, from level: Int, _ beforeLevel: () throws -> Void,
        _ emit: (Tensor) throws -> Void
    ) rethrows {
        guard level < levels.count else { return try output(frames.normed, on: device).forEach(emit) }
        try beforeLevel()
        let next = level + 1 < levels.count ? levels[level + 1].norm : outputNorm
        try levels[level](frames, next: next, on: device) { try rise($0, from: level + 1, beforeLevel, emit) }
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

    /// The norm that the level wants its input to have passed.
    var norm: UnitNorm { blocks[0].norm }

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

    /// - Parameters:
    ///   - frames: one or two, with this level's `norm`; given up, so that their memory serves what comes of them.
    ///   - next: the norm of the layer that reads the result.
    ///   - emit: takes the frames that come of them, one or two at a time.
    func callAsFunction(
        _ frames: consuming NormedFrames, next: UnitNorm, on device: any Device,
        emit: (consuming NormedFrames) throws -> Void
    ) rethrows {
        var around = shortcut == nil ? [] : frames.sums
        for (block, following) in zip(blocks, blocks.dropFirst()) {
            frames = block(consume frames, next: following.norm, on: device)
        }
        let last = blocks[blocks.count - 1]
        guard let upsampler else {
            frames = last(consume frames, next: next, keepsSums: false, on: device)
            return try emit(frames)
        }
        var small = last(consume frames, next: nil, on: device).sums
        frames = NormedFrames(sums: [], normed: [])
        while !small.isEmpty {
            // A frame that becomes two goes on alone, so that two go on together.
            let count = upsampler.doublesTime ? 1 : small.count
            let residuals = shortcut.map { shortcut in
                around.prefix(count).flatMap { shortcut($0, isFirst: !hasSeenFirst, on: device) }
            }
            around = Array(around.dropFirst(count))
            let taken = Array(small.prefix(count))
            small = Array(small.dropFirst(count))
            hasSeenFirst = true
            try emit(upsampler(taken, residuals: residuals, norm: next, on: device))
        }
    }

    func reset() {
        hasSeenFirst = false
        for block in blocks { block.reset() }
        upsampler?.reset()
    }
}
