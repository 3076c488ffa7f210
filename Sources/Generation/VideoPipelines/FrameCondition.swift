import DiffusionModels
import Tensors

/// What stands beside the noisy latent in a model that starts from pictures: for each latent frame which of its pixel
/// frames are given, and the encoded clip of the given frames with grey between them.
///
/// - Shapes: [s + z, T, h, w]; s pixel frames a latent frame, z channels of a latent. The first latent frame stands for one
///   pixel frame, which counts s times.
/// - Source: `WanImageToVideoPipeline.prepare_latents` in diffusers.
struct FrameCondition {
    let codec: LatentCodec

    /// - Parameters:
    ///   - keyframes: the given frames, of the clip's size.
    ///   - frames: of the clip.
    func make(from keyframes: [Keyframe], width: Int, height: Int, frames: Int) throws -> Tensor {
        let device = codec.device
        let given = Dictionary(uniqueKeysWithValues: keyframes.map { ($0.frame, $0.picture) })
        let grey = device.zeros([height, width, 3])
        let latent = try codec.encode((0..<frames).lazy.map { given[$0]?.frame(on: device) ?? grey })
        let together = codec.vae.configuration.scaleFactorTemporal
        let plane = latent.shape[2] * latent.shape[3]
        let mask = device.zeros(Shape([together] + latent.shape.extents.dropFirst()))
        for channel in 0..<together {
            for time in 0..<latent.shape[1] {
                let frame = time == 0 ? 0 : (time - 1) * together + 1 + channel
                guard given[frame] != nil else { continue }
                let first = (channel * latent.shape[1] + time) * plane
                mask.floats[first..<first + plane].update(repeating: 1)
            }
        }
        return device.joinedInChannels([mask, latent])
    }
}
