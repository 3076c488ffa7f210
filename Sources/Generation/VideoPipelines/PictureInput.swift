/// How the pictures of a request reach the transformer of a model.
public enum PictureInput: Sendable {
    /// Not at all.
    case none
    /// The first latent frame is given clean, at timestep 0 (Wan 2.2 TI2V).
    case firstLatentFrame
    /// As channels beside those of the noisy latent (picture to video of Wan 2.1 and of Wan 2.2 with two experts).
    case channels
    /// Through a control branch (VACE).
    case controlBranch

    init(_ index: PipelineIndex) throws(PipelineError) {
        // The published TI2V model names either pipeline; both work with it.
        self =
            switch (index.className, index.expandTimesteps) {
            case ("WanPipeline", false): .none
            case ("WanPipeline", true), ("WanImageToVideoPipeline", true): .firstLatentFrame
            case ("WanImageToVideoPipeline", false): .channels
            case ("WanVACEPipeline", _): .controlBranch
            default: throw .unsupportedPipeline(className: index.className)
            }
    }
}
