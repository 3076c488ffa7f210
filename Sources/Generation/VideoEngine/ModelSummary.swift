import Checkpoints
import DiffusionModels
import Foundation
import VideoPipelines

/// What a model folder holds and what it can do, for a person to read.
public struct ModelSummary: Sendable {
    /// One part of the model with weights.
    public struct Component: Sendable {
        public let name: String
        public let parameterCount: Int
        public let byteCount: Int
        /// Element types in the order of how many parameters have them, such as "BF16".
        public let dtypes: [String]
    }

    public let pipelineClass: String
    public let components: [Component]
    /// What the model can be asked for.
    public let tasks: [VideoTask]
    public let sizeRules: SizeRules
    /// Which frames of a clip can be given.
    public var keyframeRule: KeyframeRule { settings.keyframeRule }
    public let defaults: GenerationDefaults
    /// Whether a second transformer takes the clean part of the way, with a guidance scale of its own.
    public var hasTwoExperts: Bool { settings.transformer2 != nil }
    public let settings: WanModelSettings
    private let folder: URL

    /// - Throws: `EngineError.unusableModel`.
    public init(folder: URL) throws {
        self = try EngineError.translating { try ModelSummary(reading: folder) }
    }

    private init(reading folder: URL) throws {
        settings = try WanModelSettings(folder: folder)
        self.folder = folder
        pipelineClass = settings.index.className
        sizeRules = settings.sizeRules
        defaults = try GenerationDefaults.read(folder: folder, settings: settings)
        tasks = settings.tasks
        let names =
            ["text_encoder", "transformer"] + (settings.transformer2 == nil ? [] : ["transformer_2"])
            + (settings.transformer.imageDim == nil ? [] : ["image_encoder"]) + ["vae"]
        components = try names.map { name in
            let checkpoint = try Checkpoint(folder: folder.appending(path: name))
            return Component(
                name: name, parameterCount: checkpoint.parameterCount, byteCount: checkpoint.byteCount,
                dtypes: checkpoint.dtypes.map(\.rawValue))
        }
    }

    /// Throws when the model cannot make what is asked or this machine has too little memory for it now.
    /// - Throws: `EngineError.unsuitableRequest` or `.notEnoughMemory`.
    public func check(_ request: ClipRequest) throws {
        try EngineError.translating {
            try settings.check(request)
            try MemoryPlan(settings: settings, folder: folder, request: request).check(against: .now())
        }
    }

    /// The memory that a clip of this size would need.
    public func memoryPlan(width: Int, height: Int, frames: Int) throws -> MemoryPlan {
        let request = ClipRequest(
            prompt: "", width: width, height: height, frames: frames, steps: 1, guidance: 1, seed: 0)
        return try EngineError.translating {
            try sizeRules.check(request)
            return try MemoryPlan(settings: settings, folder: folder, request: request)
        }
    }
}
