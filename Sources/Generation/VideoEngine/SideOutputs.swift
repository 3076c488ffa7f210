import Checkpoints
import Foundation
import Tensors

/// Files about a rendering that are kept beside the clip.
public struct SideOutputs: Sendable {
    /// Safetensors file for `frames` [F, H, W, 3], float32, 0...1; nil keeps none.
    public var frames: URL?
    /// Safetensors file for `latents` [z, T, h, w], float32, as the transformer sees them; nil keeps none.
    public var latents: URL?
    /// Trace of where time went, for chrome://tracing or Perfetto; nil keeps none.
    public var profile: URL?

    public init(frames: URL? = nil, latents: URL? = nil, profile: URL? = nil) {
        self.frames = frames
        self.latents = latents
        self.profile = profile
    }

    /// Throws before any work when a file could not be written where it is wanted.
    func check() throws(EngineError) {
        for file in [frames, latents, profile].compactMap({ $0 }) {
            let folder = file.deletingLastPathComponent()
            let type = try? FileManager.default.attributesOfItem(atPath: file.path)[.type] as? FileAttributeType
            // The file is made beside and renamed over what is there, which would take the place of a device, too.
            let isReplaceable = type == nil || type == .typeRegular || type == .typeSymbolicLink
            guard isReplaceable, FileManager.default.isWritableFile(atPath: folder.path) else {
                throw .unsuitableRequest("\(file.lastPathComponent) cannot be written where it is wanted.")
            }
        }
    }

    func save(latents tensor: Tensor) throws {
        if let latents { try SafetensorsFile.write([("latents", tensor)], metadata: [:], to: latents) }
    }

    func save(frames tensor: Tensor) throws {
        if let frames { try SafetensorsFile.write([("frames", tensor)], metadata: [:], to: frames) }
    }

    func save(_ spans: Profile) throws {
        if let profile { try ProfileFile(spans).write(to: profile) }
    }
}
