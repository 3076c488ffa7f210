import Checkpoints
import DiffusionModels
import Foundation
import Tensors

/// A LoRA to be put on a model's transformers when its weights are loaded.
public struct LoRAOverlay: Sendable, Equatable {
    /// The transformers of a model that has two.
    public enum Expert: String, Sendable, CaseIterable {
        /// The one for the noisy part of the way (`transformer`).
        case high
        /// The one for the clean part (`transformer_2`).
        case low
    }

    /// A safetensors file (`LoRAFile`).
    public var file: URL
    /// How much of it counts: 1 as it was trained, less for less of it, negative for its opposite.
    public var strength: Float
    /// Nil for every transformer that the model has.
    public var expert: Expert?

    public init(file: URL, strength: Float = 1, expert: Expert? = nil) {
        self.file = file
        self.strength = strength
        self.expert = expert
    }

    static let strengths: ClosedRange<Float> = -100...100
}

extension [LoRAOverlay] {
    /// Throws when a strength is no sensible number or a model has no experts to choose from.
    func check(hasTwoExperts: Bool) throws(PipelineError) {
        for overlay in self {
            guard LoRAOverlay.strengths.contains(overlay.strength) else {
                throw .outOfRange(name: "LoRA strength", value: "\(overlay.strength)", allowed: "-100 to 100")
            }
            if overlay.expert != nil, !hasTwoExperts {
                throw .unsuitableInput(
                    "This model has one transformer, so a LoRA cannot be put on its high-noise or low-noise expert alone."
                )
            }
        }
    }

    /// What the overlays for one transformer make of its weights; nil where none are for it.
    public func merge(
        into weights: Checkpoint, of expert: LoRAOverlay.Expert
    ) throws(CheckpointError) -> LoRAMerge? {
        var files: [(LoRAFile, Float)] = []
        for overlay in self where overlay.expert == nil || overlay.expert == expert {
            files.append((try LoRAFile(overlay.file), overlay.strength))
        }
        guard !files.isEmpty else { return nil }
        return try LoRAMerge(files, into: weights, spellings: WanTransformer.layerSpellings(of: weights.names))
    }
}
