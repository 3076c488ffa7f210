import Checkpoints
import NeuralLayers
import Tensors

/// Norm, SiLU, convolution, twice, added to the input. One frame in, one frame out.
///
/// - Shapes: frame [H, W, inputs] -> [H, W, outputs].
/// - Source: `WanResidualBlock` in diffusers.
final class ResidualBlock {
    private let firstNorm: Tensor
    private let first: CausalConvolution
    private let secondNorm: Tensor
    private let second: CausalConvolution
    private let shortcut: CausalConvolution?

    init(_ scope: WeightScope, inputs: Int, outputs: Int, on device: any Device) throws(CheckpointError) {
        firstNorm = try scope["norm1"].tensor("gamma", [inputs, 1, 1, 1]).reshaped([inputs])
        first = try CausalConvolution(
            scope["conv1"], inputs: inputs, outputs: outputs, kernel: (3, 3, 3), on: device)
        secondNorm = try scope["norm2"].tensor("gamma", [outputs, 1, 1, 1]).reshaped([outputs])
        second = try CausalConvolution(
            scope["conv2"], inputs: outputs, outputs: outputs, kernel: (3, 3, 3), on: device)
        shortcut =
            inputs == outputs
            ? nil
            : try CausalConvolution(
                scope["conv_shortcut"], inputs: inputs, outputs: outputs, kernel: (1, 1, 1), on: device)
    }

    func callAsFunction(_ frame: Tensor, on device: any Device) -> Tensor {
        let kept = shortcut?(frame, on: device) ?? frame
        let middle = first(device.unitNorm(frame, weight: firstNorm, silu: true), on: device)
        return second(device.unitNorm(middle, weight: secondNorm, silu: true), residual: kept, on: device)
    }

    func reset() {
        first.reset()
        second.reset()
    }
}
