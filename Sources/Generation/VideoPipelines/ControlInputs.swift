/// Pictures that steer a clip, for a model with a control branch (VACE).
public struct ControlInputs: Sendable, Equatable {
    /// As many pictures as the clip has frames and as large, or none.
    public var video: [InputPicture]
    /// Likewise: white is made anew, black is kept. Without a mask everything is made anew.
    public var mask: [InputPicture]
    /// Pictures of subjects, of any size: fitted into the clip's, white around.
    public var references: [InputPicture]

    /// How strongly each of the branch's hints counts, 0...10, first hint first; one for all of them; or none for 1.
    public var scales: [Float] = []

    /// Whether what is kept is also put back into the latent at every step, rather than left to the model to keep.
    public var holdsKept = false

    public init(video: [InputPicture] = [], mask: [InputPicture] = [], references: [InputPicture] = []) {
        self.video = video
        self.mask = mask
        self.references = references
    }

    public var isEmpty: Bool { video.isEmpty && mask.isEmpty && references.isEmpty && scales.isEmpty }

    /// Throws when they do not suit a clip of this size and a branch of so many hints.
    func check(width: Int, height: Int, frames: Int, hints: Int) throws(PipelineError) {
        if let scale = scales.first(where: { !(0...10).contains($0) }) {
            throw .outOfRange(name: "Control scale", value: "\(scale)", allowed: "0 to 10")
        }
        guard [0, 1, hints].contains(scales.count) else {
            throw .unsuitableInput(
                "There are \(scales.count) control scales; give one, or one for each of the control branch's \(hints) hints."
            )
        }
        for (name, pictures) in [("control video", video), ("mask", mask)] where !pictures.isEmpty {
            guard pictures.count == frames else {
                throw .unsuitableInput("The \(name) has \(pictures.count) frames, but the clip \(frames).")
            }
            if let other = pictures.first(where: { $0.width != width || $0.height != height }) {
                throw .unsuitableInput(
                    "The \(name) is \(other.width)x\(other.height), but the clip \(width)x\(height).")
            }
        }
        if references.count > 16 { throw .unsuitableInput("\(references.count) references are more than 16.") }
    }

    /// The same with frames that are given kept whole: each takes the place of the control video's frame and is black in the
    /// mask. Without a control video all other frames are grey and made anew.
    /// - Precondition: all pictures but the references are of the request's size.
    func keeping(_ keyframes: [Keyframe], in request: ClipRequest) -> ControlInputs {
        guard !keyframes.isEmpty else { return self }
        func plain(_ level: UInt8) -> InputPicture { .filled(level, width: request.width, height: request.height) }
        let black = plain(0)
        var result = self
        if video.isEmpty { result.video = Array(repeating: plain(128), count: request.frames) }
        if mask.isEmpty { result.mask = Array(repeating: plain(255), count: request.frames) }
        for keyframe in keyframes {
            result.video[keyframe.frame] = keyframe.picture
            result.mask[keyframe.frame] = black
        }
        return result
    }
}
