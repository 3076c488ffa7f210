import DiffusionModels
import Foundation

/// `model_index.json`: which pipeline a model folder is for, and its settings.
public struct PipelineIndex: Decodable, Sendable {
    /// The pipeline's class in diffusers, such as `WanPipeline`.
    public let className: String
    /// Share of the timesteps, counted from the clean end, that the second expert takes; nil without one.
    public let boundaryRatio: Float?
    /// Whether timesteps are given token by token (Wan 2.2 TI2V).
    public let expandTimesteps: Bool

    /// Reads `model_index.json` in a model's folder.
    public static func read(folder: URL) throws(ModelConfigurationError) -> PipelineIndex {
        let name = "model_index.json"
        return try readJSON(PipelineIndex.self, at: folder.appending(path: name), name: name)
    }

    private enum CodingKeys: String, CodingKey {
        // With the underscore that the decoder's key strategy leaves in front.
        case className = "_className"
        case boundaryRatio, expandTimesteps
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        className = try values.decode(String.self, forKey: .className)
        boundaryRatio = try values.decodeIfPresent(Float.self, forKey: .boundaryRatio)
        expandTimesteps = try values.decodeIfPresent(Bool.self, forKey: .expandTimesteps) ?? false
    }
}
