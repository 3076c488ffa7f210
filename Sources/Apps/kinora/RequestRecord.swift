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
    var fps: Int
    var steps: Int
    var guidance: Float
    var guidance2: Float?
    var shift: Double?
    var seed: UInt64
    var cacheThreshold: Float?
    var draft: Bool?

    init(_ request: ClipRequest, model: URL, fps: Int) {
        prompt = request.prompt
        negativePrompt = request.negativePrompt
        self.model = model.standardizedFileURL.lastPathComponent
        width = request.width
        height = request.height
        frames = request.frames
        self.fps = fps
        steps = request.steps
        guidance = request.guidance
        guidance2 = request.guidance2
        shift = request.shift
        seed = request.seed
        cacheThreshold = request.cacheThreshold
        draft = request.isDraft ? true : nil
    }
}
