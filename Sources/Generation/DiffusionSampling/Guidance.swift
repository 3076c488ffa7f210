import Tensors

/// Classifier-free guidance: away from what the network predicts without the prompt.
///
///     v = unconditional + scale (conditional - unconditional)
///
/// A scale of 1 gives the conditional prediction; a caller who wants that need not run the network a second time.
///
/// Source: Ho & Salimans 2022, "Classifier-Free Diffusion Guidance", eq. 6, with scale = 1 + w.
public func guide(conditional: Tensor, unconditional: Tensor, scale: Float, on device: any Device) -> Tensor {
    let difference = device.weightedSum([(1, conditional), (-1, unconditional)])
    return device.weightedSum([(1, unconditional), (scale, difference)])
}
