import DiffusionModels
import Tensors

/// A clip that another one begins from: its latent, noised, stands in for the first steps.
///
/// - Source: Meng et al. 2022, "SDEdit"; `WanVideoToVideoPipeline` in diffusers, whose `strength` this is.
public struct ClipGuide: Sendable, Equatable {
    /// As many pictures as the clip has frames and as large.
    public var video: [InputPicture]
    /// 0...1: the share of the steps that are made. Little stays close to the guide; at 1 nothing of it is left.
    public var strength: Float

    public init(video: [InputPicture], strength: Float) {
        self.video = video
        self.strength = strength
    }

    /// The step to begin with.
    func firstStep(of steps: Int) -> Int { steps - min(Int(Float(steps) * strength), steps) }

    /// Throws when it does not suit a clip of this size.
    func check(width: Int, height: Int, frames: Int, steps: Int) throws(PipelineError) {
        guard (0...1).contains(strength) else {
            throw .outOfRange(name: "Strength", value: "\(strength)", allowed: "0 to 1")
        }
        guard firstStep(of: steps) < steps else {
            throw .unsuitableInput(
                "With strength \(strength) none of \(steps) steps would be made; ask for more strength or more steps.")
        }
        guard video.count == frames, video.allSatisfy({ $0.width == width && $0.height == height }) else {
            throw .unsuitableInput("The given clip must have the size and length of the new one.")
        }
    }

    /// Its frames, [H, W, 3], -1...1.
    func frames(on device: any Device) -> some Sequence<Tensor> {
        video.lazy.map { picture in
            let frame = device.empty([picture.height, picture.width, 3])
            for index in picture.bytes.indices { frame.floats[index] = Float(picture.bytes[index]) / 255 * 2 - 1 }
            return frame
        }
    }
}
