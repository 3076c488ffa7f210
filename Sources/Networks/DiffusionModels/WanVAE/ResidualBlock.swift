import Checkpoints
import NeuralLayers
import Tensors

/// Norm, SiLU, convolution, twice, added to the input. As many frames out as in.
///
/// Each norm is computed where its input is made, while it is still near: the first one by whatever layer comes before the
/// block, and the one of the next layer by the block's last convolution.
/// - Shapes: frames [H, W, inputs] -> [H, W, outputs].
/// - Source: `WanResidualBlock` in diffusers.
final class ResidualBlock {
    /// The norm that the block wants its input to have passed.
    let norm: UnitNorm
    private let first: CausalConvolution
    private let secondNorm: UnitNorm
    private let second: CausalConvolution
    private let shortcut: CausalConvolution?

    init(_ scope: WeightScope, inputs: Int, outputs: Int, on device: any Device) throws(CheckpointError) {
        norm = try UnitNorm(scope["norm1"], channels: inputs)
        first = try CausalConvolution(
            scope["conv1"], inputs: inputs, outputs: outputs, kernel: (3, 3, 3), on: device)
        secondNorm = try UnitNorm(scope["norm2"], channels: outputs)
        second = try CausalConvolution(
            scope["conv2"], inputs: outputs, outputs: outputs, kernel: (3, 3, 3), on: device)
        shortcut =
            inputs == outputs
            ? nil
            : try CausalConvolution(
                scope["conv_shortcut"], inputs: inputs, outputs: outputs, kernel: (1, 1, 1), on: device)
    }

    /// - Parameters:
    ///   - frames: with this block's `norm`; given up, so that their memory serves the result.
    ///   - next: the norm of the layer that reads the result, where it has one.
    ///   - keepsSums: whether that layer needs the result without its norm, too.
    func callAsFunction(
        _ frames: consuming NormedFrames, next: UnitNorm?, keepsSums: Bool = true, on device: any Device
    ) -> NormedFrames {
        let middle = first(frames.normed, norm: secondNorm, keepsSums: false, on: device)
        let kept = shortcut?(frames.sums, on: device) ?? frames.sums
        _ = consume frames
        return second(middle.normed, residuals: kept, norm: next, keepsSums: keepsSums, on: device)
    }

    func reset() {
        first.reset()
        second.reset()
    }
}

extension UnitNorm {
    /// The norm before a convolution, SiLU behind it. Keys: `gamma` [C, 1, 1, 1].
    init(_ scope: WeightScope, channels: Int) throws(CheckpointError) {
        self.init(
            weight: try scope.tensor("gamma", [channels, 1, 1, 1]).reshaped([channels]), silu: true)
    }
}
