import DiffusionModels
import Tensors

/// A clip that another one begins from: its latent, noised, stands in for the first steps.
///
/// A part of it may be followed more closely: there the noised guide is put back for some steps more ("dual clock").
///
/// - Source: Meng et al. 2022, "SDEdit"; `WanVideoToVideoPipeline` in diffusers, whose `strength` this is; Singer et al.
///   2025, "Time-to-Move", for the part.
public struct ClipGuide: Sendable, Equatable {
    /// As many pictures as the clip has frames and as large.
    public var video: [InputPicture]
    /// 0...1: the share of the steps that are made. Little stays close to the guide; at 1 nothing of it is left.
    public var strength: Float

    /// White is followed more closely, black not; as many pictures as the video, or none.
    public var mask: [InputPicture]
    /// 0...1: the share of the steps that are made freely where the mask is white, at most `strength`.
    public var maskedStrength: Float

    public init(video: [InputPicture], strength: Float, mask: [InputPicture] = [], maskedStrength: Float = 0) {
        self.video = video
        self.strength = strength
        self.mask = mask
        self.maskedStrength = maskedStrength
    }

    /// The step to begin with.
    func firstStep(of steps: Int) -> Int { steps - min(Int(Float(steps) * strength), steps) }

    /// The first step that is free everywhere.
    func firstFreeStep(of steps: Int) -> Int {
        mask.isEmpty ? firstStep(of: steps) : steps - min(Int(Float(steps) * maskedStrength), steps)
    }

    /// Throws when it does not suit a clip of this size.
    func check(width: Int, height: Int, frames: Int, steps: Int) throws(PipelineError) {
        guard (0...1).contains(strength) else {
            throw .outOfRange(name: "Strength", value: "\(strength)", allowed: "0 to 1")
        }
        guard mask.isEmpty || (0...strength).contains(maskedStrength) else {
            throw .outOfRange(name: "Strength in the mask", value: "\(maskedStrength)", allowed: "0 to \(strength)")
        }
        guard firstStep(of: steps) < steps else {
            throw .unsuitableInput(
                "With strength \(strength) none of \(steps) steps would be made; ask for more strength or more steps.")
        }
        guard video.count == frames, mask.isEmpty || mask.count == frames,
            (video + mask).allSatisfy({ $0.width == width && $0.height == height })
        else {
            throw .unsuitableInput("The given clip must have the size and length of the new one.")
        }
    }

    /// Its frames, [H, W, 3], -1...1.
    func frames(on device: any Device) -> some Sequence<Tensor> {
        video.lazy.map { $0.frame(on: device) }
    }
}
