import ArgumentParser
import ClipProduction
import Foundation
import MediaIO
import VideoEngine
import VideoPipelines

/// What can be asked of a clip: one flag for each part of a request.
struct GenerateOptions: ParsableArguments {
    @Argument(help: "What the clip shows, in words.")
    var prompt: String

    @OptionGroup var sampling: SamplingOptions

    @Option(help: "Pixels across.")
    var width: Int?

    @Option(help: "Pixels down.")
    var height: Int?

    @Option(help: ArgumentHelp("Shape instead of width and height, such as 16:9.", valueName: "w:h"))
    var aspect: AspectRatio?

    @Option(help: "Frames; 1 makes a picture.")
    var frames: Int?

    @Option(help: "Length in seconds instead of frames.")
    var seconds: Double?

    @Option(help: "Frames a second of the finished clip.")
    var fps: Int?

    @Flag(help: "Make a quick draft: fewer steps, the first ones at half the size.")
    var draft = false

    @OptionGroup var subjects: SubjectOptions

    @Option(
        help: ArgumentHelp(
            "Clip, folder of pictures or picture that steers the clip, at least as long as it.", valueName: "file"))
    var controlVideo: String?

    @Option(help: ArgumentHelp("Likewise: of the control video, white is made anew, black is kept.", valueName: "file"))
    var mask: String?

    @Option(
        help: ArgumentHelp(
            "How strongly the control branch counts (default: 1), or so for each of its hints, with commas.",
            valueName: "s,..."))
    var controlScale: ControlScales?

    @Option(
        help: ArgumentHelp(
            "Paths along which regions of --image move (JSON; see Docs/guides/motion.md).", valueName: "file"))
    var motion: String?

    @OptionGroup var keyframes: KeyframeOptions

    @Option(help: "What happens to pictures and clips of another shape: cover (cut), contain (pad) or refuse.")
    var fit: PictureFit = .cover

    func validate() throws {
        if aspect != nil, width != nil || height != nil {
            throw ValidationError("Give either --aspect or --width and --height.")
        }
        if frames != nil, seconds != nil { throw ValidationError("Give either --frames or --seconds.") }
        if motion != nil, keyframes.image == nil { throw ValidationError("--motion needs --image, the first frame.") }
        if let fps, !(1...240).contains(fps) { throw ValidationError("--fps may be 1 to 240.") }
        if let seconds, !(seconds > 0 && seconds <= 3600) {
            throw ValidationError("--seconds may be more than 0 and up to 3600.")
        }
    }

    /// The request with the model's defaults filled in.
    /// - Throws: `InputError` or `MediaError`.
    func request(for model: ModelSummary) throws -> ClipRequest {
        let isSteered = model.tasks.contains(.control)
        for (flag, isRefused) in [
            ("--image", keyframes.image != nil && model.keyframeRule == .none),
            ("--last-image", keyframes.lastImage != nil && model.keyframeRule == .none),
            ("--keyframe", !keyframes.keyframe.isEmpty && model.keyframeRule == .none),
            ("--reference", !subjects.reference.isEmpty && !isSteered),
            ("--element", !subjects.element.isEmpty && !isSteered),
            ("--control-video", controlVideo != nil && !isSteered),
            ("--mask", mask != nil && !isSteered), ("--control-scale", controlScale != nil && !isSteered),
        ] where isRefused {
            throw InputError(
                "This model cannot do that: \(flag) needs a task that it does not have. "
                    + "It can do \(model.tasks.map(\.rawValue).joined(separator: ", ")).")
        }
        let (defaults, rules) = (model.defaults, model.sizeRules)
        var size = (width: width ?? defaults.width, height: height ?? defaults.height)
        let given = try keyframes.read()
        if let aspect {
            size = aspect.shape.size(area: defaults.width * defaults.height, multiple: rules.spatialMultiple)
        } else if width == nil, height == nil, let first = given.first {
            size = GivenClip.workingSize(of: first.picture, for: model)
        }
        let rate = fps ?? defaults.fps
        var request = try sampling.request(
            prompt: prompt, width: size.width, height: size.height,
            frames: frames ?? seconds.map { rules.frames(closestTo: $0 * Double(rate)) } ?? defaults.frames,
            for: model)
        request.isDraft = draft
        // Nothing is fitted to a size that cannot be.
        try rules.check(request)
        // With paths to move along, the first frame is the motion brush's.
        request.keyframes =
            motion != nil
            ? []
            : try given.map { time, picture in
                Keyframe(
                    frame: try time.frame(fps: rate, frames: request.frames),
                    picture: try InputPicture(picture.fitted(width: size.width, height: size.height, by: fit)))
            }
        let inputs = try InputFitting(request, framesPerSecond: FrameRate(checking: Double(rate)), fit: fit)
        request.control = ControlInputs(
            video: try controlVideo.map { try inputs.clip(URL(filePath: $0)) } ?? [],
            mask: try mask.map { try inputs.mask(URL(filePath: $0)) } ?? [])
        request.control.scales = controlScale?.values ?? []
        try subjects.add(to: &request, images: given.count, videos: controlVideo == nil ? 0 : 1)
        return request
    }
}

/// Numbers written "0.8" or "1,0.5,0".
struct ControlScales: ExpressibleByArgument {
    let values: [Float]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        values = parts.compactMap { Float($0) }
        if values.count < parts.count { return nil }
    }
}

/// A shape written "16:9".
struct AspectRatio: ExpressibleByArgument {
    let shape: PictureShape

    init?(argument: String) {
        let parts = argument.split(separator: ":").compactMap { Double($0) }
        guard parts.count == 2, parts.allSatisfy({ $0 > 0 && $0.isFinite }), (0.05...20).contains(parts[0] / parts[1])
        else { return nil }
        shape = PictureShape(width: parts[0], height: parts[1])
    }
}

extension PictureFit: ExpressibleByArgument {}

extension FrameRate {
    /// - Throws: `InputError` for a rate that no clip has.
    init(checking framesPerSecond: Double) throws(InputError) {
        guard let rate = FrameRate(framesPerSecond) else {
            throw InputError("\(framesPerSecond) frames a second is out of range.")
        }
        self = rate
    }
}
