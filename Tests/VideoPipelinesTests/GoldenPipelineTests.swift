import CPUBackend
import Checkpoints
import DiffusionModels
import DiffusionSampling
import Tensors
import TensorExpectations
import Testing
import TextTokenization
import VideoPipelines

/// The numeric ladder against diffusers: text encoder, transformer, autoencoder, whole pipeline.
///
/// Both sides compute in float32 on the same weights, in another order. Bounds are shares of the largest magnitude. Single
/// networks were seen to differ by 6e-6 at most, nearly all of it from the timestep's frequencies (Docs/numerics.md).
/// Through a pipeline the difference was 9e-6 root mean square; a single pixel may be further off where few channels
/// with small values are normalized.
@Suite("Golden pipelines") struct GoldenPipelineTests {
    static let networkTolerance: Float = 2e-5
    static let pipelineTolerance = 3e-5
    static let pixelTolerance: Float = 1e-3

    enum DeviceKind: CaseIterable {
        case reference, cpu

        func make() -> any Device {
            switch self {
            case .reference: ReferenceDevice()
            case .cpu: CPUDevice(threads: 2)
            }
        }
    }

    @Test("the text encoder gives the reference's rows", arguments: GoldenCase.families, DeviceKind.allCases)
    func textEncoder(family: String, device: DeviceKind) throws {
        let golden = try GoldenCase(family)
        let folder = golden.modelFolder.appending(path: "text_encoder")
        let encoder = try UMT5Encoder(.read(folder: folder), Checkpoint(folder: folder), on: device.make())
        let tokenizer = try PromptTokenizer(contentsOf: golden.modelFolder.appending(path: "tokenizer/spiece.model"))
        let rows = try encoder.encode(tokenizer.encode(golden.request.prompt))
        let difference = Difference(rows, try golden.expected("text"))
        #expect(difference.relative < Self.networkTolerance, "\(difference)")
    }

    @Test(
        "the picture encoder gives the reference's features", arguments: GoldenCase.familiesWithPictureEncoder,
        DeviceKind.allCases)
    func pictureEncoder(family: String, device: DeviceKind) throws {
        let golden = try GoldenCase(family)
        let device = device.make()
        let folder = golden.modelFolder.appending(path: "image_encoder")
        let encoder = try CLIPVisionEncoder(.read(folder: folder), Checkpoint(folder: folder), on: device)
        let processor = try CLIPImageProcessor(folder: golden.modelFolder.appending(path: "image_processor"))
        let expected = try golden.expected("features")
        let count = encoder.configuration.tokenCount
        for (index, keyframe) in golden.request.keyframes.enumerated() {
            let picture = keyframe.picture
            let bytes = Tensor(picture.bytes.map { Float($0) }, shape: [picture.height, picture.width, 3])
            let rows = try encoder.encode(processor(bytes, on: device))
            let difference = Difference(rows, expected[index * count..<(index + 1) * count])
            #expect(difference.relative < Self.networkTolerance, "\(difference)")
        }
    }

    @Test("the transformer predicts the reference's velocity", arguments: GoldenCase.families, DeviceKind.allCases)
    func transformer(family: String, device: DeviceKind) throws {
        let golden = try GoldenCase(family)
        let folder = golden.modelFolder.appending(path: "transformer")
        let transformer = try WanTransformer(.read(folder: folder), Checkpoint(folder: folder), on: device.make())
        let expected = try golden.expected("velocity")
        let point = try golden.point(for: transformer)
        let tokens = transformer.tokens(
            of: point.latent, timestep: 500, givenFrames: point.givenFrames, control: point.control)
        try transformer.run(
            0..<transformer.blockCount, on: tokens,
            texts: [transformer.context(for: try golden.expected("text"), paddedTo: 512)], picture: point.picture,
            rotary: transformer.rotaryTable(for: expected.shape))
        let difference = Difference(transformer.velocities(from: tokens)[0], expected)
        #expect(difference.relative < Self.networkTolerance, "\(difference)")
    }

    @Test("the encoder gives the reference's latents", arguments: GoldenCase.families, DeviceKind.allCases)
    func encoder(family: String, device: DeviceKind) throws {
        let golden = try GoldenCase(family)
        let folder = golden.modelFolder.appending(path: "vae")
        let vae = try WanVAE(.read(folder: folder), Checkpoint(folder: folder), halves: [.encoder], on: device.make())
        let clip = try golden.expected("clip")
        // Twice, because nothing of one clip may reach into the next.
        for _ in 0..<2 {
            let latents = try vae.encode((0..<clip.shape[0]).map { clip[$0] })
            let difference = Difference(latents, try golden.expected("encoded"))
            #expect(difference.relative < Self.networkTolerance, "\(difference)")
        }
    }

    @Test("a prompt becomes the reference's latent and frames", arguments: GoldenCase.families, DeviceKind.allCases)
    func pipeline(family: String, device: DeviceKind) throws {
        let golden = try GoldenCase(family)
        let device = device.make()
        let settings = try WanModelSettings(folder: golden.modelFolder)
        let model = try WanModel(folder: golden.modelFolder, settings: settings, on: device)
        let pipeline = TextToVideo(model: model, report: { _ in }, checkCancellation: {})
        let latents = try pipeline.latents(for: golden.request)
        var difference = Difference(latents, try golden.expected("latents"))
        #expect(difference.relativeRootMeanSquare < Self.pipelineTolerance, "\(difference)")
        #expect(difference.relative < Self.pixelTolerance, "\(difference)")
        for _ in 0..<2 {
            var frames: [Tensor] = []
            try pipeline.decode(latents) { frames.append($0) }
            difference = Difference(device.stack(frames), try golden.expected("frames"))
            #expect(difference.relativeRootMeanSquare < Self.pipelineTolerance, "\(difference)")
            #expect(difference.relative < Self.pixelTolerance, "\(difference)")
        }
    }

    @Test("hints of a control branch count as strongly as the reference's", arguments: DeviceKind.allCases)
    func controlScales(device: DeviceKind) throws {
        let golden = try GoldenCase("vace")
        let settings = try WanModelSettings(folder: golden.modelFolder)
        let model = try WanModel(folder: golden.modelFolder, settings: settings, on: device.make())
        let pipeline = TextToVideo(model: model, report: { _ in }, checkCancellation: {})
        var request = golden.request
        request.control.scales = [0.6, 1.3]
        let difference = Difference(try pipeline.latents(for: request), try golden.expected("latents_scaled"))
        #expect(difference.relativeRootMeanSquare < Self.pipelineTolerance, "\(difference)")
        request.control.scales = [1, 1, 1]
        #expect(throws: PipelineError.self) { try settings.check(request) }
        request.control.scales = [-1]
        #expect(throws: PipelineError.self) { try settings.check(request) }
    }

    @Test("steps after the first take no memory from the system", arguments: GoldenCase.families)
    func steadyMemory(family: String) throws {
        let golden = try GoldenCase(family)
        var request = golden.request
        request.steps = 6
        request.guide?.strength = 1
        let device = CPUDevice(threads: 2)
        let settings = try WanModelSettings(folder: golden.modelFolder)
        let model = try WanModel(folder: golden.modelFolder, settings: settings, on: device)
        var allocations: [Int] = []
        let pipeline = TextToVideo(
            model: model,
            report: { if case .denoising = $0 { allocations.append(device.systemAllocations) } },
            checkCancellation: {})
        _ = try pipeline.latents(for: request)
        allocations.append(device.systemAllocations)
        #expect(allocations.count == 7 && allocations.dropFirst().allSatisfy { $0 == allocations[1] }, "\(allocations)")
    }

    @Test(
        "branches that run as one, or layer by layer, predict what each predicts alone", arguments: GoldenCase.families,
        [false, true])
    func branches(family: String, together: Bool) throws {
        let golden = try GoldenCase(family)
        let folder = golden.modelFolder.appending(path: "transformer")
        let device = CPUDevice(threads: 2)
        let transformer = try WanTransformer(.read(folder: folder), Checkpoint(folder: folder), on: device)
        let text = try golden.expected("text")
        // The second text is the first row of the first, so that the two are of different lengths.
        let texts = [text, text[0..<1]].map { transformer.context(for: $0, paddedTo: 512) }
        let shape = try golden.expected("velocity").shape
        let rotary = transformer.rotaryTable(for: shape)
        let point = try golden.point(for: transformer)
        func velocities(_ texts: [WanTextContext]) throws -> [Tensor] {
            let tokens = transformer.tokens(
                of: point.latent, timestep: 500, givenFrames: point.givenFrames, branches: texts.count,
                control: point.control)
            try transformer.run(
                0..<transformer.blockCount, on: tokens, texts: texts, picture: point.picture, rotary: rotary,
                together: together)
            return transformer.velocities(from: tokens)
        }
        for (found, text) in zip(try velocities(texts), texts) {
            let difference = Difference(found, try velocities([text])[0])
            // Few rows are summed in another order than many.
            #expect(difference.relative < 2e-6, "\(difference)")
        }
    }
}
