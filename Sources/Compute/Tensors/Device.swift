/// Where tensors live and what can be done with them. Networks are written against this protocol and name no device.
///
/// Activations are float32 and contiguous. Weights may be float32, float16 or bfloat16, matrices 8-bit integers with scales,
/// too; all are widened as they are read, and sums are kept in float32 or better. Shapes that do not fit are the programmer's fault and trap.
/// `ReferenceDevice` says in plain Swift what every operation means; other devices do the same, fast.
public protocol Device: AnyObject {
    // MARK: Memory

    /// A float32 tensor with undefined contents.
    func empty(_ shape: Shape) -> Tensor

    // MARK: Matrix products

    /// y = activation(x weightᵀ + bias)
    /// - Shapes: x [M, K]; weight [N, K]; bias [N], any dtype; result [M, N].
    func linear(_ x: Tensor, weight: WeightMatrix, bias: Tensor?, activation: Activation) -> Tensor

    /// Several layers of one input, without activation.
    /// - Shapes: x [M, K]; each weight [N, K] and bias [N], any dtype, N its own; results [M, N], in the same order.
    func linears(_ x: Tensor, _ layers: [(weight: WeightMatrix, bias: Tensor?)]) -> [Tensor]

    /// Changes x into x + (y weightᵀ + bias) * gate.
    /// - Shapes: x [M, N]; y [M, K]; weight [N, K]; bias [N], any dtype; gate [N], float32, or nil for 1.
    func accumulateLinear(_ y: Tensor, weight: WeightMatrix, bias: Tensor?, gate: Tensor?, into x: Tensor)

    /// Scaled dot-product attention, each head on its own: softmax(scale q kᵀ + bias) v.
    /// - Shapes: queries [Lq, N*D]; keys and values [Lk, N*D]; bias [Lk] (the same for every head and query) or
    ///   [N, Lq, Lk]; result [Lq, N*D]. N is `heads`. Any Lq, Lk >= 1 and any D >= 1.
    func attention(queries: Tensor, keys: Tensor, values: Tensor, heads: Int, scale: Float, bias: Tensor?) -> Tensor

    // MARK: Rows: every row of the last axis on its own

    /// Layer normalization: (x - mean) / sqrt(variance + epsilon) * scale + shift, the variance biased.
    /// - Shapes: x [..., C]; scale and shift [C], any dtype, or nil for 1 and 0; result as x.
    func layerNorm(_ x: Tensor, scale: Tensor?, shift: Tensor?, epsilon: Float) -> Tensor

    /// Root-mean-square normalization, then the rotary embedding where a table is given:
    /// x / sqrt(mean(x²) + epsilon) * weight.
    /// - Shapes: x [L, C]; weight [C], any dtype; the rotary table [P, D/2] turns each of the C/D heads, over again
    ///   for every P rows where L is a multiple of P; result as x.
    func rmsNorm(_ x: Tensor, weight: Tensor, epsilon: Float, rotary: RotaryTable?) -> Tensor

    /// Every row divided by its length and weighted; see `UnitNorm`. Shapes: x [..., C]; result as x.
    func unitNorm(_ x: Tensor, _ norm: UnitNorm) -> Tensor

    // MARK: Elements

    /// activation(x)
    func activate(_ x: Tensor, _ activation: Activation) -> Tensor

    /// x y, element by element, both of one shape.
    func multiply(_ x: Tensor, _ y: Tensor) -> Tensor

    /// Changes x into x + y * gate.
    /// - Shapes: x and y [..., C]; gate [C], float32, or nil for 1.
    func accumulate(_ y: Tensor, gate: Tensor?, into x: Tensor)

    /// The sum of tensors of one shape, each times its coefficient; terms are added in the order given.
    func weightedSum(_ terms: [(coefficient: Float, tensor: Tensor)]) -> Tensor

    /// True when no element is NaN or infinite.
    func isFinite(_ x: Tensor) -> Bool

    /// The mean of |x| over all elements.
    func meanMagnitude(_ x: Tensor) -> Float

    // MARK: Layout

    /// Rows of a table, widened and scaled. Shapes: table [V, C]; result [indices.count, C].
    func gatherRows(of table: WeightMatrix, at indices: [Int]) -> Tensor

    /// The axes in another order: axis i of the result is axis `order[i]` of x.
    func permute(_ x: Tensor, _ order: [Int]) -> Tensor

    /// Tensors of one shape stacked along a new first axis; nil stands for zeros.
    func stack(_ parts: [Tensor?]) -> Tensor

    /// Each element of the last axis repeated `count` times in place. Shapes: x [..., C]; result [..., C * count].
    func repeatElements(_ x: Tensor, count: Int) -> Tensor

    /// Means over runs of `size` neighbours in the last axis. Shapes: x [..., C]; result [..., C / size].
    func meanOfRuns(_ x: Tensor, size: Int) -> Tensor

    // MARK: Convolution

    /// Arranges the weights of a convolution for this device.
    /// - Shapes: weight [outputs, inputs, time, height, width], any dtype; bias [outputs], any dtype.
    func prepareConvolution(
        weight: Tensor, bias: Tensor?, stride: Int, upsampling: Int, padding: ConvolutionGeometry.Padding
    ) -> any PreparedConvolution

    /// Consecutive frames of a convolution along time, height and width, normalized where asked.
    ///
    ///     y[n][h, w, o] = bias[o] + sum over t, i, j, c of
    ///         window[n + t][(h s + i - top) / u, (w s + j - left) / u, c] weight[o, c, t, i, j]
    ///
    /// The stride is s. Upsampling u repeats pixels, so positions are divided rounding down; outside of the frame are zeros.
    /// - Parameters:
    ///   - window: frames [H, W, C], oldest first, N - 1 more than the kernel is long in time; nil stands for zeros. No
    ///     result may see zeros alone.
    ///   - residuals: N frames added to the sums where given, [H', W', outputs] each. Those that nobody else holds may be
    ///     written over.
    ///   - norm: makes `normed` of the sums where given, with a weight [outputs].
    ///   - keepsSums: whether the sums are wanted beside `normed`; without a norm they always are.
    /// - Returns: N frames of each kind that is wanted, [H', W', outputs] each.
    func convolve(
        _ window: [Tensor?], with convolution: any PreparedConvolution, residuals: consuming [Tensor]?,
        norm: UnitNorm?, keepsSums: Bool
    ) -> NormedFrames
}

extension Device {
    public func linear(
        _ x: Tensor, weight: Tensor, bias: Tensor?, activation: Activation = .identity
    ) -> Tensor {
        linear(x, weight: WeightMatrix(weight), bias: bias, activation: activation)
    }

    /// The sums alone.
    public func convolve(
        _ window: [Tensor?], with convolution: any PreparedConvolution, residuals: consuming [Tensor]? = nil
    ) -> [Tensor] {
        convolve(window, with: convolution, residuals: residuals, norm: nil, keepsSums: true).sums
    }

    /// x + y, both of one shape.
    public func add(_ x: Tensor, _ y: Tensor) -> Tensor { weightedSum([(1, x), (1, y)]) }
}
