import ArgumentParser
import Foundation
import VideoEngine
import VideoPipelines

/// What every task that makes pictures can be told: which model, and how it denoises.
struct SamplingOptions: ParsableArguments {
    @Option(help: "Name of an installed model, or a model folder in the diffusers layout.")
    var model: String = ModelLocation.standardName

    @Option(help: "What the result should not show; it counts only with guidance above 1.")
    var negativePrompt: String = ""

    @Option(help: "Denoising steps: more take longer and look better, up to a point.")
    var steps: Int?

    @Option(help: "Classifier-free guidance scale; 1 or less turns it off and halves the work.")
    var guidance: Float?

    @Option(name: .customLong("guidance-2"), help: "The same for the second expert of a model that has two.")
    var guidance2: Float?

    @Option(help: "Flow shift; larger spends more steps on the layout, smaller on detail.")
    var shift: Double?

    @Option(help: "Seed of the noise; the same seed and request give the same result.")
    var seed: UInt64?

    @Flag(help: "Leave out most of a denoising step that would change little: faster, and nearly the same result.")
    var cache = false

    @Option(help: "What share of change is little for --cache: more is faster (default: \(defaultCacheThreshold)).")
    var cacheThreshold: Float?

    @Option(
        help: ArgumentHelp(
            "LoRA to put on the model, 1 being its full strength; may come several times. On a model with two experts it "
                + "changes both, or the one for the noisy (@high) or the clean part (@low).",
            valueName: "file[=strength][@high|@low]"))
    var lora: [LoRAArgument] = []

    @Option(
        help: ArgumentHelp(
            "Camera move: zoom=5 (horizontal, vertical, pan, tilt, roll, zoom; -10 to 10), or down_back, forward_up, "
                + "right_turn_forward, left_turn_forward.", valueName: "move"))
    var camera: String?

    static let defaultCacheThreshold: Float = 0.1

    /// A request of this size with the model's defaults filled in.
    /// - Throws: `InputError`, or `PipelineError` for a camera move that there is not.
    func request(prompt: String, width: Int, height: Int, frames: Int, for model: ModelSummary) throws -> ClipRequest {
        if guidance2 != nil, !model.hasTwoExperts {
            throw InputError("This model cannot do that: --guidance-2 needs a model with two experts.")
        }
        let words = try camera.flatMap { try CameraMove($0).words }
        return ClipRequest(
            prompt: [prompt, words].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", "),
            negativePrompt: negativePrompt, width: width, height: height, frames: frames,
            steps: steps ?? model.defaults.steps, guidance: guidance ?? model.defaults.guidance, guidance2: guidance2,
            shift: shift, seed: seed ?? UInt64(UInt32.random(in: 0...UInt32.max)),
            cacheThreshold: cacheThreshold ?? (cache ? Self.defaultCacheThreshold : nil), overlays: lora.map(\.overlay))
    }
}
