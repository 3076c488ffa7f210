import Tensors

/// Leaves out most of a denoising step where it can be foreseen: step caching, steered by the first block.
///
/// What the blocks of the network add to the tokens changes smoothly from step to step. The first block always runs.
/// When what it adds hardly differs from what it added at the last step that ran in full,
///
///     mean |first - first'| / mean |first'| < threshold
///
/// the other blocks are left out, and what they would add is read off the line through what they added at the last two
/// steps that ran in full.
///
/// - Source: First Block Cache (ParaAttention; `FirstBlockCacheConfig` in diffusers), after Liu et al. 2024, "Timestep
///   Embedding Tells: It's Time to Cache for Video Diffusion Model" (TeaCache). They repeat the last full step; the line
///   is the first order of Liu et al. 2025, "From Reusing to Forecasting" (TaylorSeer), worth 11 dB at a threshold of 0.1.
public final class StepCache {
    /// The largest relative change that counts as little, above 0.
    public let threshold: Float
    /// Whether the other blocks were left out at the last step.
    public private(set) var skippedLastStep = false
    private var step = 0
    /// The last two steps that ran in full, newest last.
    private var history: [FullStep] = []

    private struct FullStep {
        let step: Int
        /// What the first block added, and what all others did, [L, C] both.
        let first: Tensor, others: Tensor
    }

    public init(threshold: Float) { self.threshold = threshold }

    /// Runs one step of the network's blocks on tokens, [L, C], which both closures change in place.
    ///
    /// The branches of guidance belong into one cache, one after another along L: guidance multiplies the difference between
    /// them, so both must be equally old.
    /// - Parameter isLast: the last step decides on the finest detail and always runs in full.
    public func step(
        _ tokens: Tensor, isLast: Bool, on device: any Device, first: () throws -> Void, others: () throws -> Void
    ) rethrows {
        defer { step += 1 }
        // A draft changes its size on the way.
        if let known = history.last, known.first.shape != tokens.shape { history = [] }
        let start = device.weightedSum([(1, tokens)])
        try first()
        let added = device.weightedSum([(1, tokens), (-1, start)])
        skippedLastStep = !isLast && isClose(added, on: device)
        if skippedLastStep {
            device.accumulate(foreseenOthers(on: device), gate: nil, into: tokens)
        } else {
            let middle = device.weightedSum([(1, tokens)])
            try others()
            let rest = device.weightedSum([(1, tokens), (-1, middle)])
            history = history.suffix(1) + [FullStep(step: step, first: added, others: rest)]
        }
    }

    private func isClose(_ added: Tensor, on device: any Device) -> Bool {
        guard let known = history.last else { return false }
        let change = device.weightedSum([(1, added), (-1, known.first)])
        return device.meanMagnitude(change) < threshold * device.meanMagnitude(known.first)
    }

    /// What the others would add if they went on as at the last two full steps.
    private func foreseenOthers(on device: any Device) -> Tensor {
        guard history.count == 2 else { return history[0].others }
        let (earlier, later) = (history[0], history[1])
        let way = Float(step - later.step) / Float(later.step - earlier.step)
        return device.weightedSum([(1 + way, later.others), (-way, earlier.others)])
    }
}
