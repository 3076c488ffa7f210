import Checkpoints
import DiffusionModels
import DiffusionSampling
import Foundation
import Tensors
import TextTokenization

/// The settings of every component of a Wan model folder, read and checked without touching the weights.
public struct WanModelSettings: Sendable {
    public let index: PipelineIndex
    public let text: UMT5Configuration
    public let transformer: WanTransformerConfiguration
    /// The expert for the last, clean part of the way, where there are two.
    public let transformer2: WanTransformerConfiguration?
    public let vae: WanVAEConfiguration
    public let scheduler: SchedulerConfiguration

    /// - Throws: `ModelConfigurationError`, `SamplingError` or `PipelineError`.
    public init(folder: URL) throws {
        index = try PipelineIndex.read(folder: folder)
        guard ["WanPipeline", "WanVACEPipeline"].contains(index.className) else {
            throw PipelineError.unsupportedPipeline(className: index.className)
        }
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
            if expert.inChannels != vae.zDim || expert.outChannels != vae.zDim {
                throw .contradiction(
                    "in_channels \(expert.inChannels) and out_channels \(expert.outChannels) of the transformer, "
                        + "z_dim \(vae.zDim) of the VAE")
            }
            if expert.patchSize != transformer.patchSize {
                throw .contradiction("the two transformers have different patch sizes")
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
    }

    /// Whether pictures can steer a clip.
    public var hasControlBranch: Bool { index.className == "WanVACEPipeline" }

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
        if !request.keyframes.isEmpty {
            throw PipelineError.unsuitableInput("This model cannot start from pictures.")
        }
        if !request.control.isEmpty {
            guard hasControlBranch else {
                throw PipelineError.unsuitableInput(
                    "This model cannot be steered by pictures: it has no control branch.")
            }
            if request.isDraft {
                throw PipelineError.unsuitableInput("A draft cannot be steered by pictures.")
            }
            try request.control.check(width: request.width, height: request.height, frames: request.frames)
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

/// A Wan model folder with its weights mapped and its networks ready.
public final class WanModel {
    public let settings: WanModelSettings
    let tokenizer: PromptTokenizer
    let textEncoder: UMT5Encoder
    let transformer: WanTransformer
    let transformer2: WanTransformer?
    let vae: WanVAE
    let device: any Device
    private let textWeights: Checkpoint
    private let transformerWeights: [Checkpoint]

    /// - Parameters:
    ///   - overlays: LoRAs to put on the transformers; the strengths must have been checked (`WanModelSettings.check`).
    ///   - checkCancellation: called before each tensor that an overlay changes; it throws to stop the work.
    /// - Throws: `CheckpointError`, `TokenizationError` or what `WanModelSettings` throws.
    public init(
        folder: URL, settings: WanModelSettings, overlays: [LoRAOverlay] = [], on device: any Device,
        checkCancellation: () throws -> Void = {}
    ) throws {
        self.settings = settings
        self.device = device
        tokenizer = try PromptTokenizer(contentsOf: folder.appending(path: "tokenizer/spiece.model"))
        func weights(_ component: String) throws(CheckpointError) -> Checkpoint {
            try Checkpoint(folder: folder.appending(path: component))
        }
        func changedWeights(_ component: String, _ expert: LoRAOverlay.Expert) throws -> Checkpoint {
            let checkpoint = try weights(component)
            try overlays.merge(into: checkpoint, of: expert)?.apply(on: device, beforeTensor: checkCancellation)
            return checkpoint
        }
        textWeights = try weights("text_encoder")
        textEncoder = try UMT5Encoder(settings.text, textWeights, on: device)
        let first = try changedWeights("transformer", .high)
        transformer = try WanTransformer(settings.transformer, first, on: device)
        if let configuration = settings.transformer2 {
            let second = try changedWeights("transformer_2", .low)
            transformer2 = try WanTransformer(configuration, second, on: device)
            transformerWeights = [first, second]
        } else {
            transformer2 = nil
            transformerWeights = [first]
        }
        vae = try WanVAE(
            settings.vae, try weights("vae"), halves: settings.hasControlBranch ? [.encoder, .decoder] : [.decoder],
            on: device)
    }

    /// Lets go of the text encoder's resident pages: its part is over until the next prompt.
    func evictTextEncoder() { textWeights.evict() }

    /// The same for the transformers, whose part is over when the latent is clean.
    func evictTransformers() {
        for weights in transformerWeights { weights.evict() }
    }
}
