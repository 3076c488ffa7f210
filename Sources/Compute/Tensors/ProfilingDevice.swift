/// Another device, with every operation timed.
public final class ProfilingDevice: Device {
    private let device: any Device
    private let profile: Profile

    public init(_ device: any Device, into profile: Profile) {
        self.device = device
        self.profile = profile
    }

    public func empty(_ shape: Shape) -> Tensor { device.empty(shape) }

    public func linear(_ x: Tensor, weight: WeightMatrix, bias: Tensor?, activation: Activation) -> Tensor {
        profile.measure(
            "linear \(x.shape) to \(weight.shape[0])", flops: 2 * Double(x.count) * Double(weight.shape[0])
        ) { device.linear(x, weight: weight, bias: bias, activation: activation) }
    }

    public func linears(_ x: Tensor, _ layers: [(weight: WeightMatrix, bias: Tensor?)]) -> [Tensor] {
        let outputs = layers.map { $0.weight.shape[0] }
        return profile.measure(
            "linears \(x.shape) to \(outputs)", flops: 2 * Double(x.count) * Double(outputs.reduce(0, +))
        ) { device.linears(x, layers) }
    }

    public func accumulateLinear(_ y: Tensor, weight: WeightMatrix, bias: Tensor?, gate: Tensor?, into x: Tensor) {
        profile.measure(
            "linear \(y.shape) to \(weight.shape[0]), accumulated",
            flops: 2 * Double(y.count) * Double(weight.shape[0])
        ) { device.accumulateLinear(y, weight: weight, bias: bias, gate: gate, into: x) }
    }

    public func attention(
        queries: Tensor, keys: Tensor, values: Tensor, heads: Int, scale: Float, bias: Tensor?
    ) -> Tensor {
        profile.measure(
            "attention \(queries.shape) over \(keys.shape[0]), \(heads) heads",
            flops: 4 * Double(queries.count) * Double(keys.shape[0])
        ) { device.attention(queries: queries, keys: keys, values: values, heads: heads, scale: scale, bias: bias) }
    }

    public func layerNorm(_ x: Tensor, scale: Tensor?, shift: Tensor?, epsilon: Float) -> Tensor {
        profile.measure("layer norm \(x.shape)") {
            device.layerNorm(x, scale: scale, shift: shift, epsilon: epsilon)
        }
    }

    public func rmsNorm(_ x: Tensor, weight: Tensor, epsilon: Float, rotary: RotaryTable?) -> Tensor {
        profile.measure("RMS norm \(x.shape)") {
            device.rmsNorm(x, weight: weight, epsilon: epsilon, rotary: rotary)
        }
    }

    public func unitNorm(_ x: Tensor, _ norm: UnitNorm) -> Tensor {
        profile.measure("unit norm \(x.shape)") { device.unitNorm(x, norm) }
    }

    public func activate(_ x: Tensor, _ activation: Activation) -> Tensor {
        profile.measure("\(activation) \(x.shape)") { device.activate(x, activation) }
    }

    public func multiply(_ x: Tensor, _ y: Tensor) -> Tensor {
        profile.measure("multiply \(x.shape)") { device.multiply(x, y) }
    }

    public func accumulate(_ y: Tensor, gate: Tensor?, into x: Tensor) {
        profile.measure("accumulate \(x.shape)") { device.accumulate(y, gate: gate, into: x) }
    }

    public func weightedSum(_ terms: [(coefficient: Float, tensor: Tensor)]) -> Tensor {
        profile.measure("sum of \(terms.count) \(terms[0].tensor.shape)") { device.weightedSum(terms) }
    }

    public func isFinite(_ x: Tensor) -> Bool {
        profile.measure("is finite \(x.shape)") { device.isFinite(x) }
    }

    public func meanMagnitude(_ x: Tensor) -> Float {
        profile.measure("mean magnitude \(x.shape)") { device.meanMagnitude(x) }
    }

    public func gatherRows(of table: WeightMatrix, at indices: [Int]) -> Tensor {
        profile.measure("gather \(indices.count) rows") { device.gatherRows(of: table, at: indices) }
    }

    public func permute(_ x: Tensor, _ order: [Int]) -> Tensor {
        profile.measure("permute \(x.shape)") { device.permute(x, order) }
    }

    public func stack(_ parts: [Tensor?]) -> Tensor {
        profile.measure("stack \(parts.count)") { device.stack(parts) }
    }

    public func repeatElements(_ x: Tensor, count: Int) -> Tensor {
        profile.measure("repeat \(x.shape)") { device.repeatElements(x, count: count) }
    }

    public func meanOfRuns(_ x: Tensor, size: Int) -> Tensor {
        profile.measure("mean of runs \(x.shape)") { device.meanOfRuns(x, size: size) }
    }

    public func prepareConvolution(
        weight: Tensor, bias: Tensor?, stride: Int, upsampling: Int, padding: ConvolutionGeometry.Padding
    ) -> any PreparedConvolution {
        device.prepareConvolution(
            weight: weight, bias: bias, stride: stride, upsampling: upsampling, padding: padding)
    }

    public func convolve(
        _ window: [Tensor?], with convolution: any PreparedConvolution, residuals: [Tensor]?, norm: UnitNorm?,
        keepsSums: Bool
    ) -> NormedFrames {
        let (geometry, kernel) = (convolution.geometry, convolution.geometry.kernel)
        let frame = window.compactMap { $0 }[0].shape
        let size = geometry.outputSize(height: frame[0], width: frame[1])
        // How often a frame is looked at: once for each tap in time that a result has on it.
        let results = window.count - kernel.time + 1
        let looks = (0..<results).reduce(0) { $0 + window[$1..<$1 + kernel.time].count { $0 != nil } }
        let productsEach = geometry.inputChannels * kernel.height * kernel.width * geometry.outputChannels
        return profile.measure(
            "convolution \(kernel.time)x\(kernel.height)x\(kernel.width) \(frame) to \(geometry.outputChannels)"
                + (norm == nil ? "" : ", normed") + (results > 1 ? ", \(results) frames" : ""),
            flops: 2 * Double(looks * size.height * size.width) * Double(productsEach)
        ) {
            device.convolve(
                window, with: convolution, residuals: residuals, norm: norm, keepsSums: keepsSums)
        }
    }
}
