import Foundation
import VideoPipelines

/// The whole request as it is kept inside a clip, so that the clip can be made again.
struct RequestRecord: Codable {
    var prompt: String
    var negativePrompt: String
    /// The model folder's name, without its path.
    var model: String
    var width: Int
    var height: Int
    var frames: Int
    var fps: Double
    var steps: Int
    var guidance: Float
    var guidance2: Float?
    var shift: Double?
    var seed: UInt64
    var cacheThreshold: Float?
    var draft: Bool?
    /// What was asked for, where it is not a clip from a text.
    var task: VideoTask?
    var loras: [LoRA]?
    /// What was done to the frames afterwards.
    var upscaling: UpscalingRecord?

    struct LoRA: Codable {
        /// The file's name, without its path.
        var file: String
        var strength: Float
        /// `high` or `low`; nil for all transformers.
        var expert: String?
    }

    init(_ request: ClipRequest, model: URL, framesPerSecond: Double, task: VideoTask? = nil) {
        prompt = request.prompt
        negativePrompt = request.negativePrompt
        self.model = model.standardizedFileURL.lastPathComponent
        width = request.width
        height = request.height
        frames = request.frames
        fps = framesPerSecond
        self.task = task
        steps = request.steps
        guidance = request.guidance
        guidance2 = request.guidance2
        shift = request.shift
        seed = request.seed
        cacheThreshold = request.cacheThreshold
        draft = request.isDraft ? true : nil
        let overlays = request.overlays.map {
            LoRA(file: $0.file.lastPathComponent, strength: $0.strength, expert: $0.expert?.rawValue)
        }
        loras = overlays.isEmpty ? nil : overlays
    }

    /// - Throws: `DecodingError` where it is not such a record.
    init(jsonLine: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(RequestRecord.self, from: Data(jsonLine.utf8))
    }
}

/// How the frames were made larger than the model made them.
struct UpscalingRecord: Codable {
    /// Pixels of the finished clip.
    var width: Int
    var height: Int
    var method: String
}
