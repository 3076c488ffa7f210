import DiffusionSampling
import Tensors

/// What happens while a clip is made.
public enum PipelineEvent: Sendable, Equatable {
    /// LoRAs are put on tensor `tensor` (1...) of the `count` of a transformer that they change.
    case merging(tensor: Int, of: Int)
    case encodingText
    /// The pictures of the request, or the empty control video of a model that always wants one.
    case encodingPictures
    /// Denoising step `step` (1...) of `count` begins.
    case denoising(step: Int, of: Int)
    /// Most of that step was left out, because it would have changed little.
    case reused(step: Int)
    /// Frame `frame` (1...) of `count` is being decoded.
    case decoding(frame: Int, of: Int)
    /// The last stage is over.
    case finished
}

/// A text becomes a clip: encode the text, encode the pictures, denoise a latent, decode its frames. Each stage stands in an
/// extension: text, pictures (`PictureConditioning`), denoising.
///
/// - Source: `WanPipeline`, `WanImageToVideoPipeline` and `WanVACEPipeline` in diffusers.
public struct TextToVideo {
    /// Rows of text that the transformer was trained with; shorter prompts are padded, longer ones cut.
    static let textLength = 512

    let model: WanModel
    let report: (PipelineEvent) -> Void
    let checkCancellation: () throws -> Void
    let show: ((InputPicture) -> Void)?

    /// - Parameters:
    ///   - report: told what begins.
    ///   - checkCancellation: called before every block of a transformer and level of the VAE; it throws to stop the work.
    ///   - show: given a small picture of the clip as it is predicted after each step; see `LatentColors`. Without it no
    ///     picture is made.
    public init(
        model: WanModel, report: @escaping (PipelineEvent) -> Void, checkCancellation: @escaping () throws -> Void,
        show: ((InputPicture) -> Void)? = nil
    ) {
        self.model = model
        self.report = report
        self.checkCancellation = checkCancellation
        self.show = show
    }

    /// The final latent, [z, T, h, w], normalized as the transformer sees it.
    public func latents(for request: ClipRequest) throws -> Tensor {
        try model.settings.check(request)
        report(.encodingText)
        let shape = model.settings.latentShape(width: request.width, height: request.height, frames: request.frames)
        let experts = try experts(for: request)
        var generator = TorchGenerator(seed: request.seed)
        // References are frames in front of the clip's.
        let references = request.control.references.count
        let noise = generator.normal([shape[0], references + shape[1], shape[2], shape[3]])
        if request.isDraft { return try draft(from: noise, for: request, experts: experts) }
        let pictures = try conditioning(for: request, latentShape: shape)
        let first = request.guide?.firstStep(of: request.steps) ?? 0
        let solver = try model.settings.scheduler.solver(steps: request.steps, shift: request.shift, from: first)
        let (latents, _) = try denoise(
            pictures.start(with: noise, sigma: solver.sigmas[0], on: model.device), with: solver,
            steps: first..<request.steps, of: request.steps, experts: experts, pictures: pictures,
            held: held(request, pictures: pictures, noise: noise))
        let complete = pictures.withFirstFrame(latents, on: model.device)
        guard references > 0 else { return complete }
        return model.device.frames(references..<references + shape[1], of: complete)
    }

    /// What is put back after steps, where that is asked for.
    private func held(_ request: ClipRequest, pictures: PictureConditioning, noise: Tensor) -> [HeldLatent] {
        let (side, together) = (model.settings.vae.scaleFactorSpatial, model.settings.vae.scaleFactorTemporal)
        func mask(_ pictures: [InputPicture]) -> LatentMask {
            LatentMask(pictures: pictures, side: side, together: together)
        }
        var held: [HeldLatent] = []
        if let guide = request.guide, !guide.mask.isEmpty, let latent = pictures.guide {
            held.append(
                HeldLatent(
                    following: latent, noise: noise, mask: mask(guide.mask),
                    freeFrom: guide.firstFreeStep(of: request.steps)))
        }
        let kept = request.control.keeping(request.keyframes, in: request).mask
        if request.control.holdsKept, !kept.isEmpty, let control = pictures.control {
            // The latent of what is kept comes first of the control's channels.
            held.append(
                HeldLatent(keeping: control[0..<model.settings.vae.zDim], noise: noise, mask: mask(kept)))
        }
        return held
    }

    /// Decodes a latent and hands on each frame [H, W, 3], 0...1, as soon as it is done.
    public func decode(_ latents: Tensor, emit: (Tensor) throws -> Void) throws {
        let count = (latents.shape[1] - 1) * model.settings.vae.scaleFactorTemporal + 1
        var done = 0
        model.evictTransformers()
        report(.decoding(frame: 1, of: count))
        let codec = LatentCodec(vae: model.vae, device: model.device, checkCancellation: checkCancellation)
        try codec.decode(latents) { frame in
            guard model.device.isFinite(frame) else { throw PipelineError.notFinite(stage: "decoding") }
            let pixels = frame.floats
            for index in pixels.indices { pixels[index] = min(max(pixels[index], -1), 1) * 0.5 + 0.5 }
            try emit(frame)
            done += 1
            if done < count { report(.decoding(frame: done + 1, of: count)) }
        }
        report(.finished)
    }
}
