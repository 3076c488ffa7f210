import DiffusionModels
import Tensors

/// A VAE whose latents are at the transformer's scale: each channel less its mean, divided by its deviation.
struct LatentCodec {
    let vae: WanVAE
    let device: any Device
    /// Called before each level of the VAE; it throws to stop the work.
    let checkCancellation: () throws -> Void

    /// - Parameter frames: 1 + a multiple of the temporal factor of frames [H, W, 3], -1...1.
    /// - Returns: [z, T, h, w].
    func encode(_ frames: some Sequence<Tensor>) throws -> Tensor {
        let latent = try vae.encode(frames, beforeLevel: checkCancellation)
        scale(latent, into: latent) { number, mean, deviation in (number - mean) * (1 / deviation) }
        guard device.isFinite(latent) else { throw PipelineError.notFinite(stage: "encoding pictures") }
        return latent
    }

    /// Decodes a latent [z, T, h, w] and hands on each frame [H, W, 3], about -1...1, oldest first.
    func decode(_ latent: Tensor, emit: (Tensor) throws -> Void) throws {
        let own = device.empty(latent.shape)
        scale(latent, into: own) { number, mean, deviation in number * deviation + mean }
        try vae.decode(own, beforeLevel: checkCancellation, emit: emit)
    }

    private func scale(_ source: Tensor, into target: Tensor, by rule: (Float, Float, Float) -> Float) {
        let (from, to, stride) = (source.floats, target.floats, source.shape.strideOfFirstAxis)
        for channel in 0..<source.shape[0] {
            let (mean, deviation) = (vae.configuration.latentsMean[channel], vae.configuration.latentsStd[channel])
            for index in channel * stride..<(channel + 1) * stride { to[index] = rule(from[index], mean, deviation) }
        }
    }
}

extension InputPicture {
    /// [H, W, 3], -1...1.
    func frame(on device: any Device) -> Tensor {
        let result = device.empty([height, width, 3])
        for index in bytes.indices { result.floats[index] = Float(bytes[index]) / 255 * 2 - 1 }
        return result
    }
}
