import Checkpoints
import Tensors

/// y = activation(x Wᵀ + b)
///
/// - Shapes: x [L, inputs] -> y [L, outputs].
/// - Keys: `weight` [outputs, inputs], and `weight_scale` [outputs, 1] where it is 8-bit integers; `bias` [outputs].
public struct Linear {
    public let weight: WeightMatrix
    public let bias: Tensor?

    public init(_ scope: WeightScope, inputs: Int, outputs: Int, bias: Bool = true) throws(CheckpointError) {
        weight = try scope.matrix("weight", [outputs, inputs])
        self.bias = bias ? try scope.tensor("bias", [outputs]) : nil
    }

    /// A layer over weights that are stored in another shape, such as a convolution whose stride is its kernel.
    public init(weight: Tensor, bias: Tensor?) {
        self.weight = WeightMatrix(weight)
        self.bias = bias
    }

    public func callAsFunction(_ x: Tensor, on device: any Device, activation: Activation = .identity) -> Tensor {
        device.linear(x, weight: weight, bias: bias, activation: activation)
    }

    /// Changes `x` into x + layer(y) * gate. Shapes: x [L, outputs]; gate [outputs], or nil for 1.
    public func accumulate(_ y: Tensor, gate: Tensor?, into x: Tensor, on device: any Device) {
        device.accumulateLinear(y, weight: weight, bias: bias, gate: gate, into: x)
    }
}
