import Checkpoints
import Foundation
import Tensors
import VideoPipelines

/// One fixture of Scripts/golden/pipelines.py: a tiny model folder, a request, and what diffusers computed.
struct GoldenCase {
    static let families = ["wan21", "wan22-ti2v", "wan22-moe"]

    let modelFolder: URL
    let request: TextToVideoRequest
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
        request = TextToVideoRequest(
            prompt: values.prompt, negativePrompt: values.negativePrompt, width: values.width, height: values.height,
            frames: values.frames, steps: values.steps, guidance: values.guidance, seed: values.seed)
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
