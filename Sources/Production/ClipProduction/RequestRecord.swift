import Foundation
import VideoPipelines

/// The whole request as it is kept inside a clip, so that the clip can be made again.
public struct RequestRecord: Codable {
    public var prompt: String
    public var negativePrompt: String
    /// The model folder's name, without its path.
    public var model: String
    public var width: Int
    public var height: Int
    public var frames: Int
    public var fps: Double
    public var steps: Int
    public var guidance: Float
    public var guidance2: Float?
    public var shift: Double?
    public var seed: UInt64
    public var cacheThreshold: Float?
    public var draft: Bool?
    /// What was asked for, where it is not a clip from a text.
    public var task: VideoTask?
    public var loras: [LoRA]?
    /// What was done to the frames afterwards.
    public var upscaling: UpscalingRecord?

    public struct LoRA: Codable {
        /// The file's name, without its path.
        public var file: String
        public var strength: Float
        /// `high` or `low`; nil for all transformers.
        public var expert: String?
    }

    public init(_ request: ClipRequest, model: URL, framesPerSecond: Double, task: VideoTask? = nil) {
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
    public init(jsonLine: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(RequestRecord.self, from: Data(jsonLine.utf8))
    }
}

/// How the frames were made larger than the model made them.
public struct UpscalingRecord: Codable {
    /// Pixels of the finished clip.
    public var width: Int
    public var height: Int
    public var method: String
}
