import Checkpoints
import DiffusionModels
import DiffusionSampling
import Foundation
import Tensors
import VideoPipelines

/// One fixture of Scripts/golden/pipelines.py: a tiny model folder, a request, and what diffusers computed.
struct GoldenCase {
    static let families = [
        "wan21", "wan22-ti2v", "wan22-moe", "vace", "wan21-i2v", "wan21-flf2v", "wan22-i2v", "wan22-ti2v-image",
        "wan21-guide",
    ]
    /// Those whose transformer sees pictures through an encoder of its own.
    static let familiesWithPictureEncoder = ["wan21-i2v", "wan21-flf2v"]

    let modelFolder: URL
    let request: ClipRequest
    private let expected: Checkpoint

    init(_ family: String) throws {
        let folder = try Self.folder(of: family)
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
        request.keyframes = zip(values.keyframes ?? [], try Self.pictures("keyframes", in: expected)).map {
            Keyframe(frame: $0, picture: $1)
        }
        if let strength = values.strength {
            request.guide = ClipGuide(video: try Self.pictures("guide", in: expected), strength: strength)
        }
        self.request = request
    }

    static func folder(of fixture: String) throws -> URL {
        guard let fixtures = Bundle.module.url(forResource: "Fixtures", withExtension: nil) else {
            throw CocoaError(.fileNoSuchFile)
        }
        return fixtures.appending(path: fixture)
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

    /// `text`, `velocity`, `latents`, `frames`, `clip` or `encoded`.
    func expected(_ name: String) throws -> Tensor {
        try expected.tensor(name, shape: expected.shape(of: name) ?? [])
    }

    /// What `velocity` was computed with, at timestep 500.
    func point(for transformer: WanTransformer) throws -> Point {
        func given(_ name: String) throws -> Tensor? {
            try expected.shape(of: name).map { try expected.tensor(name, shape: $0) }
        }
        let shape = try expected("velocity").shape
        let channels = transformer.configuration.inChannels
        var generator = TorchGenerator(seed: request.seed)
        return Point(
            latent: generator.normal(Shape([channels] + shape.extents.dropFirst())),
            // Where pictures are neither channels nor control, they are the first frame.
            givenFrames: channels == shape[0] && !request.keyframes.isEmpty ? 1 : 0,
            control: try given("control").map { transformer.control(for: $0) },
            picture: try given("features").map { transformer.context(forPictures: $0) })
    }

    /// A latent and what the transformer is told beside it.
    struct Point {
        let latent: Tensor
        let givenFrames: Int
        let control: WanControl?
        let picture: WanPictureContext?
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
        let keyframes: [Int]?
        let strength: Float?
    }
}
