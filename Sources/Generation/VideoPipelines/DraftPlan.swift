import Tensors

/// How a draft is made: fewer steps, and the first of them, which decide on the layout, at half the width and height.
///
/// At the change the small latent's prediction of the clean picture is enlarged and taken back to the noise level that
/// the next step begins at, with noise of the full size.
///
/// - Source: the idea of starting small is that of Ho et al. 2022, "Cascaded Diffusion Models", within one model as in
///   Tian et al. 2025, "Training-free Diffusion Acceleration with Bottleneck Sampling".
struct DraftPlan: Equatable {
    /// All steps of the draft.
    let steps: Int
    /// Of these, the first ones at half the size.
    let smallSteps: Int

    /// Two steps where the whole clip would have five.
    /// - Parameter fullSteps: denoising steps of the whole clip, at least 1.
    init(fullSteps: Int) {
        steps = max(1, (fullSteps * 2 + 4) / 5)
        smallSteps = steps / 4
    }

    /// The half of a latent's height and width, rounded up to whole patches.
    static func smallSize(of latentShape: Shape, patch: [Int]) -> (height: Int, width: Int) {
        func half(_ extent: Int, patch: Int) -> Int { (extent + 2 * patch - 1) / (2 * patch) * patch }
        return (half(latentShape[2], patch: patch[1]), half(latentShape[3], patch: patch[2]))
    }
}
