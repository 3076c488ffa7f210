import Checkpoints
import Tensors

/// Layer normalization with a learned scale and shift.
///
/// - Shapes: x [L, C] -> [L, C]. Keys: `weight` [C], `bias` [C].
public struct LayerNorm {
    let weight: Tensor
    let bias: Tensor
    let epsilon: Float

    public init(_ scope: WeightScope, channels: Int, epsilon: Float) throws(CheckpointError) {
        weight = try scope.tensor("weight", [channels])
        bias = try scope.tensor("bias", [channels])
        self.epsilon = epsilon
    }

    public func callAsFunction(_ x: Tensor, on device: any Device) -> Tensor {
        device.layerNorm(x, scale: weight, shift: bias, epsilon: epsilon)
    }
}

/// Scales each row to unit root-mean-square, then by a learned weight.
///
///     y = x / sqrt(mean(x^2) + epsilon) * weight
///
/// - Shapes: x [L, C] -> [L, C]. Keys: `weight` [C].
/// - Source: Zhang & Sennrich 2019, eq. 4.
public struct RMSNorm {
    let weight: Tensor
    let epsilon: Float

    public init(_ scope: WeightScope, channels: Int, epsilon: Float) throws(CheckpointError) {
        weight = try scope.tensor("weight", [channels])
        self.epsilon = epsilon
    }

    /// - Parameter rotary: turns the result's heads by these angles where given.
    public func callAsFunction(_ x: Tensor, rotary: RotaryTable? = nil, on device: any Device) -> Tensor {
        device.rmsNorm(x, weight: weight, epsilon: epsilon, rotary: rotary)
    }
}
