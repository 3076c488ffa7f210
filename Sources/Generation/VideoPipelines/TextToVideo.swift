import DiffusionModels
import DiffusionSampling
import Tensors
import TextTokenization

/// What happens while a clip is made.
public enum PipelineEvent: Sendable, Equatable {
    case encodingText
    /// Denoising step `step` (1...) of `count` begins.
    case denoising(step: Int, of: Int)
    /// Most of that step was left out, because it would have changed little.
    case reused(step: Int)
    /// Frame `frame` (1...) of `count` is being decoded.
    case decoding(frame: Int, of: Int)
    /// The last stage is over.
    case finished
}

/// A text becomes a clip: encode the text, denoise a latent, decode its frames. Pictures steer it where the model can.
///
/// - Source: `WanPipeline` and `WanVACEPipeline` in diffusers.
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
        let control = try control(request.control, frames: request.frames, latentShape: shape)
        let first = request.guide?.firstStep(of: request.steps) ?? 0
        let solver = try model.settings.scheduler.solver(steps: request.steps, shift: request.shift, from: first)
        let start = try request.guide.map { try noised($0, with: noise, sigma: solver.sigmas[0]) } ?? noise
        let (latents, _) = try denoise(
            start, with: solver, steps: first..<request.steps, of: request.steps, experts: experts, control: control,
            held: control.flatMap { held(request.control, control: $0, noise: noise) })
        guard references > 0 else { return latents }
        let frames = model.device.permute(latents, [1, 0, 2, 3])
        return model.device.permute(frames[references..<references + shape[1]], [1, 0, 2, 3])
    }

    /// What the control branch reads, where the model has one.
    private func control(_ inputs: ControlInputs, frames: Int, latentShape: Shape) throws -> Tensor? {
        guard model.settings.hasControlBranch else { return nil }
        let side = model.settings.vae.scaleFactorSpatial
        return try ControlLatent(vae: model.vae, device: model.device, checkCancellation: checkCancellation)
            .make(from: inputs, width: latentShape[3] * side, height: latentShape[2] * side, frames: frames)
    }

    /// What is put back at every step, where that is asked for.
    private func held(_ inputs: ControlInputs, control: Tensor, noise: Tensor) -> HeldLatent? {
        guard inputs.holdsKept, !inputs.mask.isEmpty else { return nil }
        // The latent of what is kept comes first of the control's channels.
        return HeldLatent(
            given: control[0..<model.settings.vae.zDim], noise: noise, mask: inputs.mask,
            squareSide: model.settings.vae.scaleFactorSpatial, frameStep: model.settings.vae.scaleFactorTemporal)
    }

    /// The latent of a guide, as noisy as a step is that begins at `sigma`. References stand in front, all noise.
    private func noised(_ guide: ClipGuide, with noise: Tensor, sigma: Float) throws -> Tensor {
        try checkCancellation()
        let clean = model.vae.encode(guide.frames(on: model.device))
        let result = model.device.weightedSum([(1, noise)])
        let (target, source) = (result.floats, clean.floats)
        let (plane, longer) = (clean.shape.strideOfFirstAxis, noise.shape.strideOfFirstAxis)
        for channel in 0..<clean.shape[0] {
            let (mean, deviation) = (model.settings.vae.latentsMean[channel], model.settings.vae.latentsStd[channel])
            for index in 0..<plane {
                let place = channel * longer + longer - plane + index
                let value = (source[channel * plane + index] - mean) / deviation
                target[place] = (1 - sigma) * value + sigma * target[place]
            }
        }
        return result
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
        /// The prompt and, with guidance, the negative prompt.
        let texts: [WanTextContext]
        let guidanceScale: Float
        let cache: StepCache?
    }

    /// What an expert needs to know of a latent's size and of the pictures that steer it.
    struct View {
        let rotary: RotaryTable
        let control: WanControl?
    }

    /// The transformer for the noisy part of the way and, where there are two, the one for the clean part.
    private func experts(for request: ClipRequest) throws -> (noisy: Expert, clean: Expert?) {
        let scales = (request.guidance, request.guidance2 ?? request.guidance)
        let prompt = try encode(request.prompt)
        let usesNegative = scales.0 > 1 || (model.transformer2 != nil && scales.1 > 1)
        let negative = usesNegative ? try encode(request.negativePrompt) : nil
        model.evictTextEncoder()
        func expert(_ transformer: WanTransformer, scale: Float) -> Expert {
            let texts = [prompt] + (scale > 1 ? [negative].compactMap { $0 } : [])
            return Expert(
                transformer: transformer,
                texts: texts.map { transformer.context(for: $0, paddedTo: Self.textLength) }, guidanceScale: scale,
                cache: request.cacheThreshold.map { StepCache(threshold: $0) })
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
    /// Follows the flow for some of its steps.
    /// - Parameters:
    ///   - solver: its first step is the first of `steps`.
    ///   - steps: which of all `count` steps.
    ///   - control: what a control branch reads, as many frames as the noise.
    ///   - held: what is put back after each step.
    /// - Returns: the sample that the last of these steps reached, and what it took for the clean latent.
    private func denoise(
        _ noise: Tensor, with solver: any FlowSolver, steps: Range<Int>, of count: Int,
        experts: (noisy: Expert, clean: Expert?), control: Tensor?, held: HeldLatent? = nil
    ) throws -> (latents: Tensor, clean: Tensor) {
        var (solver, latents, clean) = (solver, noise, noise)
        let boundary = (model.settings.index.boundaryRatio ?? 0) * Float(model.settings.scheduler.trainTimesteps)
        var view: View?
        // Memory for what the solver will remember is taken beside all that the first step takes, so that no later step
        // has to take any.
        var kept = (0..<solver.tensorsAtOnce).map { _ in model.device.empty(noise.shape) }
        for index in 0..<steps.count {
            let timestep = solver.timesteps[index]
            report(.denoising(step: steps.lowerBound + index + 1, of: count))
            let isNoisy = timestep >= boundary
            let expert = isNoisy ? experts.noisy : experts.clean ?? experts.noisy
            // The experts change once, and the one that is done needs no memory any more.
            if !isNoisy, index > 0, solver.timesteps[index - 1] >= boundary, experts.clean != nil {
                model.evictTransformers()
                view = nil
            }
            let current =
                view
                ?? View(
                    rotary: expert.transformer.rotaryTable(for: noise.shape),
                    control: control.map { expert.transformer.control(for: $0) })
            view = current
            let (velocity, isReused) = try velocity(
                of: latents, timestep: timestep, isLast: index == steps.count - 1, expert: expert, view: current)
            if isReused { report(.reused(step: steps.lowerBound + index + 1)) }
            clean = model.device.weightedSum([(1, latents), (-solver.sigmas[index], velocity)])
            latents = solver.step(velocity: velocity, at: index, sample: latents, on: model.device)
            if let held { latents = held.restored(in: latents, sigma: solver.sigmas[index + 1], on: model.device) }
            withExtendedLifetime(kept) { kept = [] }
            guard model.device.isFinite(latents) else {
                throw PipelineError.notFinite(stage: "denoising step \(steps.lowerBound + index + 1)")
            }
        }
        return (latents, clean)
    }

    /// The first steps at half the size, the others from there at the whole size; see `DraftPlan`.
    private func draft(
        from noise: Tensor, for request: ClipRequest, experts: (noisy: Expert, clean: Expert?)
    ) throws -> Tensor {
        let plan = DraftPlan(fullSteps: request.steps)
        let (device, scheduler, shape) = (model.device, model.settings.scheduler, noise.shape)
        var latents = noise
        if plan.smallSteps > 0 {
            let size = DraftPlan.smallSize(of: shape, patch: model.settings.transformer.patchSize)
            let solver = try scheduler.solver(steps: plan.steps, shift: request.shift)
            let small = shrinkNoise(noise, height: size.height, width: size.width, on: device)
            let (_, clean) = try denoise(
                small, with: solver, steps: 0..<plan.smallSteps, of: plan.steps, experts: experts,
                control: control(ControlInputs(), frames: request.frames, latentShape: small.shape))
            let sigma = solver.sigmas[plan.smallSteps]
            let enlarged = enlargeLatent(clean, height: shape[2], width: shape[3], on: device)
            latents = device.weightedSum([(1 - sigma, enlarged), (sigma, noise)])
        }
        let solver = try scheduler.solver(steps: plan.steps, shift: request.shift, from: plan.smallSteps)
        return try denoise(
            latents, with: solver, steps: plan.smallSteps..<plan.steps, of: plan.steps, experts: experts,
            control: control(ControlInputs(), frames: request.frames, latentShape: shape)
        ).latents
    }

    /// The velocity after guidance, and whether most of the work was left out.
    private func velocity(
        of latents: Tensor, timestep: Float, isLast: Bool, expert: Expert, view: View
    ) throws -> (Tensor, isReused: Bool) {
        let transformer = expert.transformer
        let tokens = transformer.tokens(
            of: latents, timestep: timestep, branches: expert.texts.count, control: view.control)
        func run(_ blocks: Range<Int>) throws {
            try transformer.run(
                blocks, on: tokens, texts: expert.texts, rotary: view.rotary, beforeBlock: checkCancellation)
        }
        if let cache = expert.cache {
            try cache.step(
                tokens.rows, isLast: isLast, on: model.device, first: { try run(0..<1) },
                others: { try run(1..<transformer.blockCount) })
        } else {
            try run(0..<transformer.blockCount)
        }
        let predicted = transformer.velocities(from: tokens)
        let isReused = expert.cache?.skippedLastStep ?? false
        guard predicted.count > 1 else { return (predicted[0], isReused) }
        let guided = guide(
            conditional: predicted[0], unconditional: predicted[1], scale: expert.guidanceScale, on: model.device)
        return (guided, isReused)
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
