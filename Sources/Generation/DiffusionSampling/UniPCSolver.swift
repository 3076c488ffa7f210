import Tensors

/// UniPC, a multistep predictor-corrector for diffusion models.
///
/// Each step turns the velocity into a prediction of the data, m = x - sigma v, corrects the sample that the last step
/// predicted now that a better m is known (UniC), and predicts the next sample from the newest predictions (UniP). The
/// network runs once a step: the corrector reuses the prediction made at the uncorrected sample.
///
/// Source: Zhao et al. 2023, "UniPC: A Unified Predictor-Corrector Framework", algorithms 5 to 8 (data prediction,
/// multistep); `UniPCMultistepScheduler` of diffusers 0.42, whose float32 arithmetic is followed step by step.
public struct UniPCSolver: FlowSolver {
    public let timesteps: [Float]
    public let sigmas: [Float]
    /// Predictions, as many differences between them, and the samples before, corrected and after beside the velocity.
    public var tensorsAtOnce: Int { 2 * (options.order + 1) + 4 }
    private let options: UniPCOptions

    /// Predictions of the data, newest last; at most as many as the order.
    private var predictions: [Tensor] = []
    /// The corrected sample that the last step started from, and the order it was continued with.
    private var previous: (sample: Tensor, order: Int)?
    private var nextIndex = 0

    init(schedule: FlowSchedule, options: UniPCOptions) {
        timesteps = schedule.timesteps
        sigmas = schedule.sigmas
        self.options = options
    }

    public mutating func step(velocity: Tensor, at index: Int, sample: Tensor, on device: any Device) -> Tensor {
        precondition(index == nextIndex && index < timesteps.count, "step \(index) where \(nextIndex) was due")
        nextIndex += 1
        let prediction = device.weightedSum([(1, sample), (-sigmas[index], velocity)])

        var start = sample
        if let previous, !options.uncorrectedSteps.contains(index - 1) {
            start = advance(
                previous.sample, from: index - 1, order: previous.order, correctedBy: prediction, on: device)
        }
        predictions = (predictions + [prediction]).suffix(options.order)

        // Few predictions are known at the beginning; at the end a lower order is stabler.
        var order = min(options.order, index + 1)
        if options.lowersFinalOrder { order = min(order, timesteps.count - index) }
        previous = (start, order)
        return advance(start, from: index, order: order, correctedBy: nil, on: device)
    }

    /// The sample one step after `index`.
    ///
    ///     x' = (sigma' / sigma) x - alpha' phi m[0] - alpha' B (sum over k of rho[k] (m[-k] - m[0]) / r[k])
    ///
    /// The predictor sums over k = 1..<order, the corrector also has k = `order`, the prediction at x' itself, with r = 1.
    private func advance(
        _ sample: Tensor, from index: Int, order: Int, correctedBy corrected: Tensor?, on device: any Device
    ) -> Tensor {
        let weights = UniPCWeights(
            sigmas: sigmas, index: index, order: order, corrects: corrected != nil, kind: options.kind)
        let newest = predictions[predictions.count - 1]
        var others = (1..<order).map { predictions[predictions.count - 1 - $0] }
        if let corrected { others.append(corrected) }

        var terms: [(coefficient: Float, tensor: Tensor)] = [(weights.sample, sample), (weights.prediction, newest)]
        for (weight, other) in zip(weights.differences, others) {
            // Nearly equal tensors are subtracted first, as a coefficient would round each of them on its own.
            terms.append((weight, device.weightedSum([(1, other), (-1, newest)])))
        }
        return device.weightedSum(terms)
    }
}
