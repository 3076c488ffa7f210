import Checkpoints
import NeuralLayers
import Tensors

/// Doubles a frame's height and width and, where asked, the number of frames after the first.
///
/// - Shapes: frame [H, W, channels] -> one or two of [2H, 2W, outputs].
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
            bias: try convolution.tensor("bias", [outputs]), on: device)
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

    func callAsFunction(_ frame: Tensor, on device: any Device) -> [Tensor] {
        var frames = [frame]
        // The first frame stands alone: it is neither doubled nor remembered.
        if let time, hasSeenFirst { frames = [time.earlier(frame, on: device), time.later(frame, on: device)] }
        hasSeenFirst = true
        return frames.map { space(device.upsampleNearest($0), on: device) }
    }

    func reset() {
        hasSeenFirst = false
        time?.earlier.reset()
        time?.later.reset()
    }
}
