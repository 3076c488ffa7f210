import Checkpoints
import DiffusionModels
import DiffusionSampling
import Foundation
import Tensors
import TextTokenization

/// A Wan model folder with its weights mapped and its networks ready.
public final class WanModel {
    public let settings: WanModelSettings
    let tokenizer: PromptTokenizer
    let textEncoder: UMT5Encoder
    let transformer: WanTransformer
    let transformer2: WanTransformer?
    /// The decoder.
    let vae: WanVAE
    let pictureEncoder: (processor: CLIPImageProcessor, vision: CLIPVisionEncoder)?
    let device: any Device
    private let textWeights: Checkpoint
    private let transformerWeights: [Checkpoint]
    private let vaeWeights: Checkpoint
    private let pictureWeights: Checkpoint?
    private var colors: LatentColors?

    /// - Parameters:
    ///   - overlays: LoRAs to put on the transformers; the strengths must have been checked (`WanModelSettings.check`).
    ///   - beforeMerging: called with the position (1...) of each of a transformer's tensors that overlays change and how many
    ///     there are; it throws to stop the work.
    /// - Throws: `CheckpointError`, `TokenizationError` or what `WanModelSettings` throws.
    public init(
        folder: URL, settings: WanModelSettings, overlays: [LoRAOverlay] = [], on device: any Device,
        beforeMerging: (Int, _ count: Int) throws -> Void = { _, _ in }
    ) throws {
        self.settings = settings
        self.device = device
        tokenizer = try PromptTokenizer(contentsOf: folder.appending(path: "tokenizer/spiece.model"))
        func weights(_ component: String) throws(CheckpointError) -> Checkpoint {
            try Checkpoint(folder: folder.appending(path: component))
        }
        func changedWeights(_ component: String, _ expert: LoRAOverlay.Expert) throws -> Checkpoint {
            let checkpoint = try weights(component)
            try overlays.merge(into: checkpoint, of: expert)?.apply(on: device, beforeTensor: beforeMerging)
            return checkpoint
        }
        textWeights = try weights("text_encoder")
        textEncoder = try UMT5Encoder(settings.text, textWeights, on: device)
        let first = try changedWeights("transformer", .high)
        transformer = try WanTransformer(settings.transformer, first, on: device)
        if let configuration = settings.transformer2 {
            let second = try changedWeights("transformer_2", .low)
            transformer2 = try WanTransformer(configuration, second, on: device)
            transformerWeights = [first, second]
        } else {
            transformer2 = nil
            transformerWeights = [first]
        }
        vaeWeights = try weights("vae")
        vae = try WanVAE(settings.vae, vaeWeights, halves: [.decoder], on: device)
        if let (processor, vision) = settings.pictureEncoder {
            let checkpoint = try weights("image_encoder")
            pictureEncoder = (processor, try CLIPVisionEncoder(vision, checkpoint, on: device))
            pictureWeights = checkpoint
        } else {
            (pictureEncoder, pictureWeights) = (nil, nil)
        }
        // A model whose encoder is broken is found out before any work.
        if settings.pictureInput != .none { _ = try vaeEncoder() }
    }

    /// The VAE's other half. Its weights are arranged for the device when it is first used, and let go with it: it is as
    /// large as the decoder, and its part is over before the first step.
    func vaeEncoder() throws(CheckpointError) -> WanVAE {
        try WanVAE(settings.vae, vaeWeights, halves: [.encoder], on: device)
    }

    /// How latents look, fitted when that is first asked for; nothing for a VAE whose encoder is not there.
    func latentColors(checkCancellation: @escaping () throws -> Void) throws -> LatentColors? {
        if let colors { return colors }
        guard let encoder = try? vaeEncoder() else { return nil }
        colors = try LatentColors(
            fitting: LatentCodec(vae: encoder, device: device, checkCancellation: checkCancellation))
        evictVAE()
        return colors
    }

    /// Lets go of the text encoder's resident pages: its part is over until the next prompt.
    func evictTextEncoder() { textWeights.evict() }

    /// The same for the VAE, when the pictures are encoded.
    func evictVAE() { vaeWeights.evict() }

    /// The same for the picture encoder.
    func evictPictureEncoder() { pictureWeights?.evict() }

    /// The same for the transformers, whose part is over when the latent is clean.
    func evictTransformers() {
        for weights in transformerWeights { weights.evict() }
    }
}
