import DiffusionModels
import DiffusionSampling
import Tensors

extension TextToVideo {
    /// What an expert needs to know of a latent's size and of the pictures, readied for all its steps.
    struct View {
        let rotary: RotaryTable
        let control: WanControl?
        let picture: WanPictureContext?
    }

    /// Follows the flow for some of its steps.
    /// - Parameters:
    ///   - solver: its first step is the first of `steps`.
    ///   - steps: which of all `count` steps.
    ///   - pictures: encoded for a latent of the noise's size.
    ///   - held: what is put back after steps.
    /// - Returns: the sample that the last of these steps reached, and what it took for the clean latent.
    func denoise(
        _ noise: Tensor, with solver: any FlowSolver, steps: Range<Int>, of count: Int,
        experts: (noisy: Expert, clean: Expert?), pictures: PictureConditioning, held: [HeldLatent] = []
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
                    control: pictures.control.map {
                        expert.transformer.control(for: $0, scales: pictures.controlScales)
                    },
                    picture: pictures.features.map { expert.transformer.context(forPictures: $0) })
            view = current
            let (velocity, isReused) = try velocity(
                of: latents, timestep: timestep, isLast: index == steps.count - 1, expert: expert, view: current,
                pictures: pictures)
            if isReused { report(.reused(step: steps.lowerBound + index + 1)) }
            clean = model.device.weightedSum([(1, latents), (-solver.sigmas[index], velocity)])
            if let show, let colors = try model.latentColors(checkCancellation: checkCancellation) {
                show(colors.picture(inMiddleOf: clean))
            }
            latents = solver.step(velocity: velocity, at: index, sample: latents, on: model.device)
            for held in held {
                latents = held.restored(
                    in: latents, sigma: solver.sigmas[index + 1], before: steps.lowerBound + index + 1,
                    on: model.device)
            }
            withExtendedLifetime(kept) { kept = [] }
            guard model.device.isFinite(latents) else {
                throw PipelineError.notFinite(stage: "denoising step \(steps.lowerBound + index + 1)")
            }
        }
        return (latents, clean)
    }

    /// The first steps at half the size, the others from there at the whole size; see `DraftPlan`.
    func draft(
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
                pictures: conditioning(for: request, latentShape: small.shape))
            let sigma = solver.sigmas[plan.smallSteps]
            let enlarged = enlargeLatent(clean, height: shape[2], width: shape[3], on: device)
            latents = device.weightedSum([(1 - sigma, enlarged), (sigma, noise)])
        }
        let solver = try scheduler.solver(steps: plan.steps, shift: request.shift, from: plan.smallSteps)
        return try denoise(
            latents, with: solver, steps: plan.smallSteps..<plan.steps, of: plan.steps, experts: experts,
            pictures: conditioning(for: request, latentShape: shape)
        ).latents
    }

    /// The velocity after guidance, and whether most of the work was left out.
    private func velocity(
        of latents: Tensor, timestep: Float, isLast: Bool, expert: Expert, view: View, pictures: PictureConditioning
    ) throws -> (Tensor, isReused: Bool) {
        let transformer = expert.transformer
        let tokens = transformer.tokens(
            of: pictures.input(latents, on: model.device), timestep: timestep,
            givenFrames: pictures.firstFrame?.shape[1] ?? 0, branches: expert.texts.count, control: view.control)
        func run(_ blocks: Range<Int>) throws {
            try transformer.run(
                blocks, on: tokens, texts: expert.texts, picture: view.picture, rotary: view.rotary,
                beforeBlock: checkCancellation)
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
}
