import DiffusionModels
import Foundation

/// `model_index.json`: which pipeline a model folder is for and which components it has.
public struct PipelineIndex: Decodable, Sendable {
    /// The pipeline's class in diffusers, such as `WanPipeline`.
    public let className: String
    /// Share of the timesteps, counted from the clean end, that the second expert takes; nil without one.
    public let boundaryRatio: Float?
    /// Whether timesteps are given token by token (Wan 2.2 TI2V).
    public let expandTimesteps: Bool
    /// Names of the components that are there.
    public let components: Set<String>

    /// Reads `model_index.json` in a model's folder.
    public static func read(folder: URL) throws(ModelConfigurationError) -> PipelineIndex {
        let name = "model_index.json"
        return try readJSON(PipelineIndex.self, at: folder.appending(path: name), name: name)
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        className = try values.decode(String.self, forKey: Key(stringValue: "_className"))
        boundaryRatio = try values.decodeIfPresent(Float.self, forKey: Key(stringValue: "boundaryRatio"))
        expandTimesteps = try values.decodeIfPresent(Bool.self, forKey: Key(stringValue: "expandTimesteps")) ?? false
        // A component is a pair [library, class]; one that is absent is [null, null].
        components = Set(
            values.allKeys.filter { key in
                guard let pair = try? values.decode([String?].self, forKey: key) else { return false }
                return pair.count == 2 && pair.allSatisfy { $0 != nil }
            }.map(\.stringValue))
    }
}
