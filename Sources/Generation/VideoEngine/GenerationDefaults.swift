import DiffusionModels
import Foundation
import VideoPipelines

/// What a request gets when it does not say otherwise.
///
/// A model folder may keep its own in `kinora.json`; the rest comes from the family's usual settings.
public struct GenerationDefaults: Sendable, Equatable {
    public let width: Int
    public let height: Int
    public let frames: Int
    /// Frames a second.
    public let fps: Int
    public let steps: Int
    public let guidance: Float
    /// How the model is told where things go.
    public let motion: WindowedClip.MotionControl
    /// What the model is shown of a clip that is to be restyled.
    public let restyle: WindowedClip.RestyleControl
    /// Prompts that show what the model can do.
    public let examples: [String]

    private struct File: Decodable {
        var width: Int?
        var height: Int?
        var frames: Int?
        var fps: Int?
        var steps: Int?
        var guidance: Float?
        var motion: WindowedClip.MotionControl?
        var restyle: WindowedClip.RestyleControl?
        var examples: [String]?
    }

    static func read(folder: URL, settings: WanModelSettings) throws -> GenerationDefaults {
        let url = folder.appending(path: "kinora.json")
        let file =
            FileManager.default.fileExists(atPath: url.path)
            ? try readJSON(File.self, at: url, name: "kinora.json") : File()
        if let fps = file.fps, !(1...240).contains(fps) {
            throw ModelConfigurationError.malformed(file: "kinora.json", problem: "fps \(fps) is not between 1 and 240")
        }
        for side in [file.width, file.height].compactMap({ $0 }) where !(1...65536).contains(side) {
            throw ModelConfigurationError.malformed(
                file: "kinora.json", problem: "width or height \(side) is not between 1 and 65536")
        }
        // Wan 2.2 TI2V was trained on 121 frames of 704 x 1280 at 24 a second; the others on 81 of 480 x 832 at 16.
        let isTI2V = settings.index.expandTimesteps
        return GenerationDefaults(
            width: file.width ?? (isTI2V ? 1280 : 832), height: file.height ?? (isTI2V ? 704 : 480),
            frames: file.frames ?? (isTI2V ? 121 : 81), fps: file.fps ?? (isTI2V ? 24 : 16),
            steps: file.steps ?? 50, guidance: file.guidance ?? 5, motion: file.motion ?? .draggedRegions,
            restyle: file.restyle ?? .grey,
            examples: file.examples ?? [])
    }
}
