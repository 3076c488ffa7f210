import DiffusionModels
import DiffusionSampling
import Tensors
import TextTokenization

/// What happens while a clip is made.
public enum PipelineEvent: Sendable, Equatable {
    case encodingText
    /// Denoising step `step` (1...) of `count` begins.
    case denoising(step: Int, of: Int)
    /// Frame `frame` (1...) of `count` is being decoded.
    case decoding(frame: Int, of: Int)
    /// The last stage is over.
    case finished
}

/// A text becomes a clip: encode the text, denoise a latent, decode its frames.
///
/// - Source: `WanPipeline` in diffusers.
public struct TextToVideo {
    /// Rows of text that the transformer was trained with; shorter prompts are padded, longer ones cut.
    static let textLength = 512

    private let model: WanModel
    private let report: (PipelineEvent) -> Void
    private let checkCancellation: () throws -> Void

    /// - Parameters:
    ///   - report: told what begins.
    ///   - checkCancellation: called before every block of a transformer and level of the VAE; it throws to stop the work.
    public init(
        model: WanModel, report: @escaping (PipelineEvent) -> Void, checkCancellation: @escaping () throws -> Void
    ) {
        self.model = model
        self.report = report
        self.checkCancellation = checkCancellation
    }

    /// The final latent, [z, T, h, w], normalized as the transformer sees it.
    public func latents(for request: TextToVideoRequest) throws -> Tensor {
        try model.settings.sizeRules.check(request)
        let solver = try model.settings.scheduler.solver(steps: request.steps, shift: request.shift)
        report(.encodingText)
        let shape = model.settings.latentShape(width: request.width, height: request.height, frames: request.frames)
        let experts = try experts(for: request, latentShape: shape)
        var generator = TorchGenerator(seed: request.seed)
        return try denoise(generator.normal(shape), with: solver, experts: experts)
    }

    /// Decodes a latent and hands on each frame [H, W, 3], 0...1, as soon as it is done.
    public func decode(_ latents: Tensor, emit: (Tensor) throws -> Void) throws {
        let count = (latents.shape[1] - 1) * model.settings.vae.scaleFactorTemporal + 1
        var done = 0
        model.evictTransformers()
        report(.decoding(frame: 1, of: count))
        try model.vae.decode(denormalized(latents), beforeLevel: checkCancellation) { frame in
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

// MARK: - Text

extension TextToVideo {
    /// A transformer with the prompts as it sees them.
    struct Expert {
        let transformer: WanTransformer
        let prompt: WanTextContext
        /// The negative prompt and the guidance scale; nil when the scale is 1 or less.
        let guidance: (negative: WanTextContext, scale: Float)?
        let rotary: RotaryTable
    }

    /// The transformer for the noisy part of the way and, where there are two, the one for the clean part.
    private func experts(
        for request: TextToVideoRequest, latentShape: Shape
    ) throws -> (noisy: Expert, clean: Expert?) {
        let scales = (request.guidance, request.guidance2 ?? request.guidance)
        let prompt = try encode(request.prompt)
        let usesNegative = scales.0 > 1 || (model.transformer2 != nil && scales.1 > 1)
        let negative = usesNegative ? try encode(request.negativePrompt) : nil
        model.evictTextEncoder()
        func expert(_ transformer: WanTransformer, scale: Float) -> Expert {
            Expert(
                transformer: transformer,
                prompt: transformer.context(for: prompt, paddedTo: Self.textLength),
                guidance: scale > 1
                    ? negative.map { (transformer.context(for: $0, paddedTo: Self.textLength), scale) } : nil,
                rotary: transformer.rotaryTable(for: latentShape))
        }
        return (expert(model.transformer, scale: scales.0), model.transformer2.map { expert($0, scale: scales.1) })
    }

    /// One row for each token of the prompt, the end token included.
    private func encode(_ prompt: String) throws -> Tensor {
        let tokens = try model.tokenizer.encode(cleanPrompt(prompt), limit: Self.textLength)
        let vocabulary = model.settings.text.vocabSize
        guard tokens.allSatisfy({ $0 < vocabulary }) else { throw PipelineError.tokenOutOfVocabulary(size: vocabulary) }
        let rows = try model.textEncoder.encode(tokens, beforeBlock: checkCancellation)
        guard model.device.isFinite(rows) else { throw PipelineError.notFinite(stage: "text encoding") }
        return rows
    }
}

// MARK: - Denoising

extension TextToVideo {
    private func denoise(
        _ noise: Tensor, with solver: any FlowSolver, experts: (noisy: Expert, clean: Expert?)
    ) throws -> Tensor {
        var solver = solver
        var latents = noise
        let count = solver.timesteps.count
        let boundary = (model.settings.index.boundaryRatio ?? 0) * Float(model.settings.scheduler.trainTimesteps)
        for (index, timestep) in solver.timesteps.enumerated() {
            report(.denoising(step: index + 1, of: count))
            let isNoisy = timestep >= boundary
            // The experts change once, and the one that is done needs no memory any more.
            if !isNoisy, index > 0, solver.timesteps[index - 1] >= boundary, experts.clean != nil {
                model.evictTransformers()
            }
            let expert = isNoisy ? experts.noisy : experts.clean ?? experts.noisy
            let velocity = try velocity(of: latents, timestep: timestep, expert: expert)
            latents = solver.step(velocity: velocity, at: index, sample: latents, on: model.device)
            guard model.device.isFinite(latents) else {
                throw PipelineError.notFinite(stage: "denoising step \(index + 1)")
            }
        }
        return latents
    }

    private func velocity(of latents: Tensor, timestep: Float, expert: Expert) throws -> Tensor {
        func predict(_ text: WanTextContext) throws -> Tensor {
            try expert.transformer.velocity(
                of: latents, timestep: timestep, text: text, rotary: expert.rotary, beforeBlock: checkCancellation)
        }
        let conditional = try predict(expert.prompt)
        guard let guidance = expert.guidance else { return conditional }
        let unconditional = try predict(guidance.negative)
        return guide(
            conditional: conditional, unconditional: unconditional, scale: guidance.scale, on: model.device)
    }

    /// latent * deviation + mean for each channel: from the transformer's scale to the VAE's.
    private func denormalized(_ latents: Tensor) -> Tensor {
        let result = model.device.empty(latents.shape)
        let (source, target) = (latents.floats, result.floats)
        let stride = latents.shape.strideOfFirstAxis
        for channel in 0..<latents.shape[0] {
            let (mean, deviation) = (model.settings.vae.latentsMean[channel], model.settings.vae.latentsStd[channel])
            for index in channel * stride..<(channel + 1) * stride { target[index] = source[index] * deviation + mean }
        }
        return result
    }
}
