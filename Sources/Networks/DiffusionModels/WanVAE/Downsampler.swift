import Checkpoints
import NeuralLayers
import Tensors

/// Halves a frame's height and width and, where asked, the number of frames after the first.
///
/// - Shapes: frames [H, W, C] -> as many, half as many or none of [H/2, W/2, C].
/// - Source: `WanResample`, modes downsample2d and downsample3d, in diffusers.
final class Downsampler {
    private let space: CausalConvolution
    private let time: (any PreparedConvolution)?
    /// Frames that wait for their partner, after the last frame that was used.
    private var waiting: [Tensor] = []

    init(_ scope: WeightScope, channels: Int, halvesTime: Bool, on device: any Device) throws(CheckpointError) {
        let convolution = scope["resample"][1]
        space = CausalConvolution(
            weight: try convolution.tensor("weight", [channels, channels, 3, 3])
                .reshaped([channels, channels, 1, 3, 3]),
            bias: try convolution.tensor("bias", [channels]), stride: 2,
            padding: .init(top: 0, left: 0, bottom: 1, right: 1), on: device)
        time =
            halvesTime
            ? device.prepareConvolution(
                weight: try scope["time_conv"].tensor("weight", [channels, channels, 3, 1, 1]),
                bias: try scope["time_conv"].tensor("bias", [channels]), stride: 1, upsampling: 1, padding: .all(0))
            : nil
    }

    func callAsFunction(_ frames: [Tensor], on device: any Device) -> [Tensor] {
        let small = space(frames, on: device)
        guard let time else { return small }
        return small.flatMap { frame -> [Tensor] in
            waiting.append(frame)
            if waiting.count == 1 { return [frame] }  // the first frame stands alone
            guard waiting.count == 3 else { return [] }
            defer { waiting = [frame] }
            return device.convolve(waiting, with: time)
        }
    }

    func reset() { waiting = [] }
}
