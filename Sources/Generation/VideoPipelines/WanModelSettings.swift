import DiffusionModels
import DiffusionSampling
import Foundation
import Tensors

/// The settings of every component of a Wan model folder, read and checked without touching the weights.
public struct WanModelSettings: Sendable {
    public let index: PipelineIndex
    public let text: UMT5Configuration
    public let transformer: WanTransformerConfiguration
    /// The expert for the last, clean part of the way, where there are two.
    public let transformer2: WanTransformerConfiguration?
    public let vae: WanVAEConfiguration
    public let scheduler: SchedulerConfiguration
    /// How pictures reach the transformer.
    public let pictureInput: PictureInput
    /// The encoder of pictures that the transformer attends to, where it does, and what readies pictures for it.
    let pictureEncoder: (processor: CLIPImageProcessor, vision: CLIPVisionConfiguration)?

    /// - Throws: `ModelConfigurationError`, `SamplingError` or `PipelineError`.
    public init(folder: URL) throws {
        index = try PipelineIndex.read(folder: folder)
        pictureInput = try PictureInput(index)
        for name in ["text_encoder", "tokenizer", "transformer", "vae", "scheduler"] {
            guard FileManager.default.fileExists(atPath: folder.appending(path: name).path) else {
                throw PipelineError.missingComponent(name)
            }
        }
        text = try UMT5Configuration.read(folder: folder.appending(path: "text_encoder"))
        transformer = try WanTransformerConfiguration.read(folder: folder.appending(path: "transformer"))
        transformer2 =
            index.boundaryRatio == nil
            ? nil : try WanTransformerConfiguration.read(folder: folder.appending(path: "transformer_2"))
        if transformer.imageDim == nil {
            pictureEncoder = nil
        } else {
            for name in ["image_encoder", "image_processor"]
            where !FileManager.default.fileExists(atPath: folder.appending(path: name).path) {
                throw PipelineError.missingComponent(name)
            }
            pictureEncoder = (
                try CLIPImageProcessor(folder: folder.appending(path: "image_processor")),
                try CLIPVisionConfiguration.read(folder: folder.appending(path: "image_encoder"))
            )
        }
        vae = try WanVAEConfiguration.read(folder: folder.appending(path: "vae"))
        scheduler = try SchedulerConfiguration(
            contentsOf: folder.appending(path: "scheduler/scheduler_config.json"))
        try checkFit()
    }

    private func checkFit() throws(PipelineError) {
        for expert in [transformer, transformer2].compactMap({ $0 }) {
            if expert.textDim != text.dModel {
                throw .contradiction(
                    "text_dim \(expert.textDim) of the transformer, d_model \(text.dModel) of the text encoder")
            }
            let added = pictureInput == .channels ? vae.scaleFactorTemporal + vae.zDim : 0
            if expert.inChannels != vae.zDim + added || expert.outChannels != vae.zDim {
                throw .contradiction(
                    "in_channels \(expert.inChannels) and out_channels \(expert.outChannels) of the transformer, "
                        + "z_dim \(vae.zDim) of the VAE in a \(index.className)")
            }
            if expert.patchSize != transformer.patchSize {
                throw .contradiction("the two transformers have different patch sizes")
            }
            if expert.imageDim != transformer.imageDim || expert.posEmbedSeqLen != transformer.posEmbedSeqLen {
                throw .contradiction("the two transformers have different image_dim or pos_embed_seq_len")
            }
            if (expert.vaceLayers != nil) != hasControlBranch {
                throw .contradiction("the pipeline \(index.className) and the transformer's class")
            }
            let controlChannels = 2 * vae.zDim + vae.scaleFactorSpatial * vae.scaleFactorSpatial
            if hasControlBranch, expert.vaceInChannels != controlChannels {
                throw .contradiction(
                    "vace_in_channels \(expert.vaceInChannels) of the transformer, \(controlChannels) by the VAE")
            }
        }
        if let (processor, vision) = pictureEncoder { try checkFit(of: processor, vision) }
    }

    private func checkFit(
        of processor: CLIPImageProcessor, _ vision: CLIPVisionConfiguration
    ) throws(PipelineError) {
        if pictureInput != .channels {
            throw .contradiction("image_dim of the transformer and the pipeline \(index.className)")
        }
        if transformer.imageDim != vision.hiddenSize {
            throw .contradiction(
                "image_dim \(transformer.imageDim ?? 0) of the transformer, hidden_size \(vision.hiddenSize) of the "
                    + "image encoder")
        }
        if processor.side != vision.imageSize {
            throw .contradiction(
                "crop_size \(processor.side) of the image processor, image_size \(vision.imageSize) of the image encoder"
            )
        }
        if let positions = transformer.posEmbedSeqLen, positions != 2 * vision.tokenCount {
            throw .contradiction(
                "pos_embed_seq_len \(positions) of the transformer, \(vision.tokenCount) rows a picture of the image "
                    + "encoder")
        }
    }

    /// Rows of a picture encoder's features that the transformer attends to; 0 without one.
    public var pictureRows: Int { pictureEncoder.map { transformer.posEmbedSeqLen ?? $0.vision.tokenCount } ?? 0 }

    /// Whether pictures are encoded for a request: its own, or the empty control video of a model with a control branch.
    /// Of a model that cannot do without a picture, every request counts.
    public func encodesPictures(for request: ClipRequest) -> Bool {
        pictureInput == .controlBranch || pictureInput == .channels || !request.keyframes.isEmpty
            || request.guide != nil
    }

    /// Whether pictures can steer a clip.
    public var hasControlBranch: Bool { pictureInput == .controlBranch }

    /// Which frames of a clip can be given.
    public var keyframeRule: KeyframeRule {
        switch pictureInput {
        case .none: .none
        case .firstLatentFrame: .optionalFirst
        case .channels:
            transformer.imageDim == nil
                ? .firstAndOptionalLast : transformer.posEmbedSeqLen == nil ? .first : .firstAndLast
        case .controlBranch: .any
        }
    }

    /// What sizes can be asked for.
    public var sizeRules: SizeRules {
        SizeRules(
            spatialMultiple: vae.scaleFactorSpatial * transformer.patchSize[1],
            temporalMultiple: vae.scaleFactorTemporal, longestAxis: transformer.ropeMaxSeqLen)
    }

    /// Throws when a request cannot be made with this model.
    /// - Throws: `PipelineError` or `SamplingError`.
    public func check(_ request: ClipRequest) throws {
        try sizeRules.check(request)
        try request.overlays.check(hasTwoExperts: transformer2 != nil)
        try keyframeRule.check(request)
        if request.isDraft, !request.keyframes.isEmpty || !request.control.isEmpty {
            throw PipelineError.unsuitableInput("A draft cannot be steered by pictures.")
        }
        if !request.control.isEmpty {
            guard hasControlBranch else {
                throw PipelineError.unsuitableInput(
                    "This model cannot be steered by pictures: it has no control branch.")
            }
            try request.control.check(
                width: request.width, height: request.height, frames: request.frames,
                hints: transformer.vaceLayers?.count ?? 0)
        }
        if let guide = request.guide {
            try require(.imageToImage)
            try guide.check(
                width: request.width, height: request.height, frames: request.frames, steps: request.steps)
            if request.isDraft { throw PipelineError.unsuitableInput("A draft cannot begin from another clip.") }
        }
        _ = try scheduler.solver(steps: request.steps, shift: request.shift)
    }

    /// The latent of a clip: [z, T, h, w].
    public func latentShape(width: Int, height: Int, frames: Int) -> Shape {
        [
            vae.zDim, (frames - 1) / vae.scaleFactorTemporal + 1, height / vae.scaleFactorSpatial,
            width / vae.scaleFactorSpatial,
        ]
    }
}
