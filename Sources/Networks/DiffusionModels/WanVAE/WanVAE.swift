import Checkpoints
import NeuralLayers
import Tensors

/// Wan's causal video autoencoder: pixels to latents and back, streaming along time.
///
/// - Source: Wan Team 2025, section 4.1; `AutoencoderKLWan` in diffusers, both the plain 8x8x4 kind and the residual
///   16x16x4 kind.
public final class WanVAE {
    /// Which halves to load; each is about half of the weights.
    public enum Half: Sendable { case encoder, decoder }

    public let configuration: WanVAEConfiguration
    private let device: any Device
    private let encoder: (network: WanEncoder, output: CausalConvolution)?
    private let decoder: (network: WanDecoder, input: CausalConvolution)?

    public init(
        _ configuration: WanVAEConfiguration, _ checkpoint: Checkpoint, halves: Set<Half>, on device: any Device
    ) throws(CheckpointError) {
        self.configuration = configuration
        self.device = device
        let root = WeightScope(checkpoint)
        let z = configuration.zDim
        encoder =
            halves.contains(.encoder)
            ? (
                try WanEncoder(root["encoder"], configuration, on: device),
                try CausalConvolution(
                    root["quant_conv"], inputs: 2 * z, outputs: 2 * z, kernel: (1, 1, 1), on: device)
            ) : nil
        decoder =
            halves.contains(.decoder)
            ? (
                try WanDecoder(root["decoder"], configuration, on: device),
                try CausalConvolution(root["post_quant_conv"], inputs: z, outputs: z, kernel: (1, 1, 1), on: device)
            ) : nil
        try checkpoint.requireAllUsed { name in
            (name.hasPrefix("encoder.") || name.hasPrefix("quant_conv.")) && !halves.contains(.encoder)
                || (name.hasPrefix("decoder.") || name.hasPrefix("post_quant_conv.")) && !halves.contains(.decoder)
        }
    }

    /// Decodes latents frame by frame.
    /// - Parameters:
    ///   - latents: [z, T, h, w], in the VAE's own scale (see `WanVAEConfiguration.latentsMean`).
    ///   - beforeLevel: called before each level of each frame; it throws to stop the work.
    ///   - emit: takes each frame [H, W, 3], oldest first; it may throw, too. Pixels lie about -1...1 and are not clamped,
    ///     so that an infinite one can be seen.
    public func decode(
        _ latents: Tensor, beforeLevel: () throws -> Void = {}, emit: (Tensor) throws -> Void
    ) rethrows {
        guard let decoder else { preconditionFailure("the decoder was not loaded") }
        defer { decoder.network.reset() }
        let frames = device.permute(latents, [1, 2, 3, 0])
        for index in 0..<frames.shape[0] {
            let latent = decoder.input([frames[index]], on: device)[0]
            try decoder.network.decode(latent, beforeLevel: beforeLevel) { try emit(unfold($0)) }
        }
    }

    /// Encodes frames to the mean of their latent distribution.
    /// - Parameters:
    ///   - frames: 1 + a multiple of the temporal factor of frames [H, W, 3], -1...1.
    ///   - beforeLevel: called before each level of one or two frames; it throws to stop the work.
    /// - Returns: [z, T, h, w], in the VAE's own scale.
    public func encode(_ frames: some Sequence<Tensor>, beforeLevel: () throws -> Void = {}) rethrows -> Tensor {
        guard let encoder else { preconditionFailure("the encoder was not loaded") }
        defer { encoder.network.reset() }
        var latents: [Tensor] = []
        var iterator = frames.makeIterator()
        // The first frame alone, the others two by two.
        while let frame = iterator.next() {
            let together = latents.isEmpty ? [frame] : [frame, iterator.next()].compactMap { $0 }
            let moments = try encoder.network.encode(together.map(fold), beforeLevel: beforeLevel)
            if !moments.isEmpty { latents += encoder.output(moments, on: device) }
        }
        let stacked = device.permute(device.stack(latents), [3, 0, 1, 2])
        return stacked[0..<configuration.zDim]
    }

    /// Patches of pixels become channels, columns of a patch before its rows. [H, W, 3] -> [H/p, W/p, 3 p p]
    private func fold(_ frame: Tensor) -> Tensor {
        let p = configuration.patchSize
        guard p > 1 else { return frame }
        let (height, width) = (frame.shape[0] / p, frame.shape[1] / p)
        return device.permute(frame.reshaped([height, p, width, p, 3]), [0, 2, 4, 3, 1])
            .reshaped([height, width, 3 * p * p])
    }

    /// The reverse of `fold`.
    private func unfold(_ frame: Tensor) -> Tensor {
        let p = configuration.patchSize
        guard p > 1 else { return frame }
        let (height, width) = (frame.shape[0], frame.shape[1])
        return device.permute(frame.reshaped([height, width, 3, p, p]), [0, 4, 1, 3, 2])
            .reshaped([height * p, width * p, 3])
    }
}
