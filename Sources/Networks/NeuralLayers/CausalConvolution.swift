import Checkpoints
import Tensors

/// A convolution over a stream of frames that sees the present and the past, never the future.
///
/// Frames come one or a few at a time. The layer remembers as many as its kernel reaches back; before the first frame the
/// past is zeros. This gives the same numbers as a convolution over the whole clip padded in front, in memory that does not
/// grow with the clip.
/// - Shapes: frame [H, W, inputs] -> [H', W', outputs].
/// - Keys: `weight` [outputs, inputs, time, height, width], or without time; `bias` [outputs].
/// - Source: `WanCausalConv3d` and its feature cache in Wan 2.1.
public final class CausalConvolution {
    private let convolution: any PreparedConvolution
    private var past: [Tensor?]

    /// - Parameter kernel: extents along time, height and width; height and width are padded to keep the frame's size.
    public convenience init(
        _ scope: WeightScope, inputs: Int, outputs: Int, kernel: (time: Int, height: Int, width: Int),
        on device: any Device
    ) throws(CheckpointError) {
        let weight = try scope.tensor(
            "weight", [outputs, inputs, kernel.time, kernel.height, kernel.width])
        self.init(weight: weight, bias: try scope.tensor("bias", [outputs]), on: device)
    }

    /// - Parameter weight: [outputs, inputs, time, height, width].
    /// - Parameter upsampling: how often each pixel is repeated along height and width before the kernel sees it.
    /// - Parameter padding: rows and columns of zeros around a frame; nil keeps the frame's size.
    public init(
        weight: Tensor, bias: Tensor, stride: Int = 1, upsampling: Int = 1,
        padding: ConvolutionGeometry.Padding? = nil, on device: any Device
    ) {
        let (height, width) = (weight.shape[3], weight.shape[4])
        let kept = ConvolutionGeometry.Padding(
            top: height / 2, left: width / 2, bottom: height / 2, right: width / 2)
        convolution = device.prepareConvolution(
            weight: weight, bias: bias, stride: stride, upsampling: upsampling, padding: padding ?? kept)
        past = Array(repeating: nil, count: weight.shape[2] - 1)
    }

    /// Takes the next frames. The residuals, where given, are added to the results and given up to them.
    public func callAsFunction(
        _ frames: [Tensor], residuals: consuming [Tensor]? = nil, on device: any Device
    ) -> [Tensor] {
        self(frames, residuals: residuals, norm: nil, on: device).sums
    }

    /// The same, and the results normalized as the next layer reads them.
    /// - Parameter keepsSums: whether the sums are wanted, too; without a norm they always are.
    public func callAsFunction(
        _ frames: [Tensor], residuals: consuming [Tensor]? = nil, norm: UnitNorm?, keepsSums: Bool = true,
        on device: any Device
    ) -> NormedFrames {
        let window = past + frames
        past = window.suffix(past.count)
        return device.convolve(
            window, with: convolution, residuals: residuals, norm: norm, keepsSums: keepsSums)
    }

    /// Forgets the frames seen so far.
    public func reset() {
        past = Array(repeating: nil, count: past.count)
    }
}
