import Checkpoints
import NeuralLayers
import Tensors

/// Doubles a frame's height and width and, where asked, the number of frames after the first.
///
/// - Shapes: frames [H, W, channels] -> as many or twice as many of [2H, 2W, outputs].
/// - Source: `WanResample`, modes upsample2d and upsample3d, in diffusers.
final class Upsampler {
    private let space: CausalConvolution
    /// The two frames that each frame becomes: the halves of one published convolution's outputs.
    private let time: (earlier: CausalConvolution, later: CausalConvolution)?
    private var hasSeenFirst = false

    init(
        _ scope: WeightScope, channels: Int, outputs: Int, doublesTime: Bool, on device: any Device
    ) throws(CheckpointError) {
        let convolution = scope["resample"][1]
        space = CausalConvolution(
            weight: try convolution.tensor("weight", [outputs, channels, 3, 3])
                .reshaped([outputs, channels, 1, 3, 3]),
            bias: try convolution.tensor("bias", [outputs]), upsampling: 2, on: device)
        if doublesTime {
            let weight = try scope["time_conv"].tensor("weight", [2 * channels, channels, 3, 1, 1])
            let bias = try scope["time_conv"].tensor("bias", [2 * channels])
            let halves = (0..<channels, channels..<2 * channels)
            time = (
                CausalConvolution(weight: weight[halves.0], bias: bias[halves.0], on: device),
                CausalConvolution(weight: weight[halves.1], bias: bias[halves.1], on: device)
            )
        } else {
            time = nil
        }
    }

    var doublesTime: Bool { time != nil }

    /// - Parameters:
    ///   - residuals: added to the results where given.
    ///   - norm: of the layer that reads the results.
    func callAsFunction(
        _ frames: [Tensor], residuals: [Tensor]?, norm: UnitNorm, on device: any Device
    ) -> NormedFrames {
        var doubled = frames
        // The first frame of a clip stands alone: it is neither doubled nor remembered.
        if let time, hasSeenFirst {
            doubled = zip(time.earlier(frames, on: device), time.later(frames, on: device)).flatMap { [$0, $1] }
        }
        hasSeenFirst = true
        return space(doubled, residuals: residuals, norm: norm, on: device)
    }

    func reset() {
        hasSeenFirst = false
        time?.earlier.reset()
        time?.later.reset()
    }
}
