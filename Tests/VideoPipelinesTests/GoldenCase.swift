import Checkpoints
import Foundation
import Tensors
import VideoPipelines

/// One fixture of Scripts/golden/pipelines.py: a tiny model folder, a request, and what diffusers computed.
struct GoldenCase {
    static let families = ["wan21", "wan22-ti2v", "wan22-moe", "vace"]

    let modelFolder: URL
    let request: ClipRequest
    private let expected: Checkpoint

    init(_ family: String) throws {
        guard let fixtures = Bundle.module.url(forResource: "Fixtures", withExtension: nil) else {
            throw CocoaError(.fileNoSuchFile)
        }
        let folder = fixtures.appending(path: family)
        modelFolder = folder.appending(path: "model")
        expected = try Checkpoint(file: folder.appending(path: "expected.safetensors"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let values = try decoder.decode(Values.self, from: Data(contentsOf: folder.appending(path: "case.json")))
        var request = ClipRequest(
            prompt: values.prompt, negativePrompt: values.negativePrompt, width: values.width, height: values.height,
            frames: values.frames, steps: values.steps, guidance: values.guidance, seed: values.seed)
        request.control = ControlInputs(
            video: try Self.pictures("video", in: expected), mask: try Self.pictures("mask", in: expected),
            references: try Self.pictures("reference", in: expected))
        self.request = request
    }

    /// Pictures [.., H, W, 3], 0...255, that steered the clip; none in most fixtures.
    private static func pictures(_ name: String, in checkpoint: Checkpoint) throws -> [InputPicture] {
        guard let shape = checkpoint.shape(of: name) else { return [] }
        let bytes = try checkpoint.tensor(name, shape: shape).elements().map { UInt8($0) }
        let count = shape[-3] * shape[-2] * 3
        return stride(from: 0, to: bytes.count, by: count).map {
            InputPicture(width: shape[-2], height: shape[-3], bytes: Array(bytes[$0..<$0 + count]))
        }
    }

    /// The control latent of `velocity`; nil where the transformer has no control branch.
    func controlLatent() throws -> Tensor? {
        try expected.shape(of: "control").map { try expected.tensor("control", shape: $0) }
    }

    /// `text`, `velocity`, `latents`, `frames`, `clip` or `encoded`.
    func expected(_ name: String) throws -> Tensor {
        try expected.tensor(name, shape: expected.shape(of: name) ?? [])
    }

    private struct Values: Decodable {
        let prompt: String
        let negativePrompt: String
        let width: Int
        let height: Int
        let frames: Int
        let steps: Int
        let guidance: Float
        let seed: UInt64
    }
}
