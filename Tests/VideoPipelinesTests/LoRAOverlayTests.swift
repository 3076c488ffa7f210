import CPUBackend
import Checkpoints
import Foundation
import TensorExpectations
import Tensors
import Testing

@testable import DiffusionModels
@testable import VideoPipelines

/// LoRAs against weights that Scripts/golden/loras.py merged by hand and diffusers rendered with.
@Suite("LoRA overlays") struct LoRAOverlayTests {
    /// One case of the script: files with strengths, put on one of the model folders.
    struct Case: Decodable, CustomTestStringConvertible {
        struct LoRA: Decodable {
            let file: String
            let strength: Float
            let expert: String?
        }

        let model: String
        let expected: String
        let loras: [LoRA]

        var overlays: [LoRAOverlay] {
            loras.map {
                LoRAOverlay(
                    file: Self.folder.appending(path: "\($0.file).safetensors"), strength: $0.strength,
                    expert: $0.expert.flatMap { LoRAOverlay.Expert(rawValue: $0) })
            }
        }

        var testDescription: String { loras.map(\.file).joined(separator: ", ") }

        static let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil)!.appending(path: "loras")

        static let all = try! JSONDecoder().decode(
            [Case].self, from: Data(contentsOf: folder.appending(path: "cases.json")))
    }

    private func model(
        _ golden: GoldenCase, _ overlays: [LoRAOverlay], on device: any Device = CPUDevice(threads: 2)
    ) throws -> WanModel {
        let settings = try WanModelSettings(folder: golden.modelFolder)
        try overlays.check(hasTwoExperts: settings.transformer2 != nil)
        return try WanModel(folder: golden.modelFolder, settings: settings, overlays: overlays, on: device)
    }

    private func latents(_ golden: GoldenCase, _ overlays: [LoRAOverlay]) throws -> Tensor {
        try TextToVideo(model: model(golden, overlays), report: { _ in }, checkCancellation: {})
            .latents(for: golden.request)
    }

    @Test("a clip is that of weights merged by hand, in every spelling", arguments: Case.all)
    func agrees(with example: Case) throws {
        let golden = try GoldenCase(example.model)
        for device in [ReferenceDevice(), CPUDevice(threads: 2)] as [any Device] {
            let pipeline = TextToVideo(
                model: try model(golden, example.overlays, on: device), report: { _ in }, checkCancellation: {})
            let expected = try Checkpoint(file: Case.folder.appending(path: "expected-\(example.expected).safetensors"))
            let latents = try pipeline.latents(for: golden.request)
            var frames: [Tensor] = []
            try pipeline.decode(latents) { frames.append($0) }
            for (found, name) in [(latents, "latents"), (device.stack(frames), "frames")] {
                let difference = Difference(found, try expected.tensor(name, shape: found.shape))
                #expect(
                    difference.relativeRootMeanSquare < GoldenPipelineTests.pipelineTolerance, "\(name) \(difference)")
                #expect(difference.relative < GoldenPipelineTests.pixelTolerance, "\(name) \(difference)")
            }
        }
    }

    @Test("strength 0 is the model itself, opposite strengths cancel, and a strength is no other one")
    func strengths() throws {
        let golden = try GoldenCase("wan21")
        let file = Case.folder.appending(path: "kohya.safetensors")
        let plain = try latents(golden, [])
        #expect(try latents(golden, [LoRAOverlay(file: file, strength: 0)]).elements() == plain.elements())
        let cancelled = try latents(
            golden, [LoRAOverlay(file: file, strength: 0.7), LoRAOverlay(file: file, strength: -0.7)])
        #expect(Difference(cancelled, plain).relative < 1e-4)
        let weak = try latents(golden, [LoRAOverlay(file: file, strength: 0.1)])
        let strong = try latents(golden, [LoRAOverlay(file: file, strength: 0.8)])
        #expect(Difference(weak, plain).relative > 1e-3)
        #expect(Difference(strong, plain).relative > 4 * Difference(weak, plain).relative)
    }

    @Test("no two layers of a model share a spelling, and each has the published one", arguments: GoldenCase.families)
    func spellings(family: String) throws {
        let weights = try Checkpoint(folder: GoldenCase(family).modelFolder.appending(path: "transformer"))
        let spellings = WanTransformer.layerSpellings(of: weights.names)
        let layers = Set(spellings.values)
        // Points and underscores, both in two spellings, less where the names are the same or have no points.
        for layer in layers {
            let names = [layer, WanLayerNames.original(of: layer)]
            #expect(names.allSatisfy { spellings[$0] == layer && spellings[$0.replacing(".", with: "_")] == layer })
            // diffusers has a norm that no published file has, and no pipeline uses it.
            let isAlike = layer.hasSuffix("patch_embedding") || layer.hasSuffix("norm_added_q")
            #expect((names[0] == names[1]) == isAlike)
        }
        #expect(layers.count == Set(layers.map { WanLayerNames.original(of: $0) }).count)
    }

    @Test("a LoRA for one expert leaves the other as it is") func experts() throws {
        let golden = try GoldenCase("wan22-moe")
        func merged(_ expert: LoRAOverlay.Expert?, in other: LoRAOverlay.Expert) throws -> Int? {
            let overlay = LoRAOverlay(file: Case.folder.appending(path: "high.safetensors"), expert: expert)
            let component = other == .high ? "transformer" : "transformer_2"
            let weights = try Checkpoint(folder: golden.modelFolder.appending(path: component))
            return try [overlay].merge(into: weights, of: other)?.privateByteCount
        }
        let whole = try #require(try merged(nil, in: .high))
        #expect(try merged(.high, in: .high) == whole && merged(.low, in: .low) == whole)
        #expect(try merged(.high, in: .low) == nil && merged(.low, in: .high) == nil)
    }

    @Test("a strength that is no sensible number, or an expert that is not there, is refused in a sentence")
    func refuses() {
        let file = URL(filePath: "a.safetensors")
        for strength in [Float.nan, .infinity, 100.5, -101] {
            let error = #expect(throws: PipelineError.self) {
                try [LoRAOverlay(file: file, strength: strength)].check(hasTwoExperts: true)
            }
            #expect(error?.description == "LoRA strength \(strength) is out of range; it may be -100 to 100.")
        }
        let error = #expect(throws: PipelineError.self) {
            try [LoRAOverlay(file: file, expert: .low)].check(hasTwoExperts: false)
        }
        #expect(error?.description.hasPrefix("This model has one transformer") == true)
    }

    @Test("on 8-bit weights a LoRA changes what they stand for")
    func quantized() throws {
        let golden = try GoldenCase("wan21")
        let folder = FileManager.default.temporaryDirectory.appending(path: "kinora-lora-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = golden.modelFolder.appending(path: "transformer")
        try QuantizedCheckpoint(of: source, quantizing: { $0.hasPrefix("blocks.") && $0.hasSuffix(".weight") })
            .write(to: folder) { _ in }
        let overlays = [LoRAOverlay(file: Case.folder.appending(path: "original.safetensors"), strength: 0.8)]
        let name = "blocks.1.ffn.net.0.proj.weight"
        func matrix(in folder: URL, changed: Bool) throws -> WeightMatrix {
            let weights = try Checkpoint(folder: folder)
            if changed { try overlays.merge(into: weights, of: .high)?.apply(on: ReferenceDevice()) { _, _ in } }
            return try weights.matrix(name, shape: weights.shape(of: name)!)
        }
        let (whole, wholeChanged) = try (matrix(in: source, changed: false), matrix(in: source, changed: true))
        let (small, smallChanged) = try (matrix(in: folder, changed: false), matrix(in: folder, changed: true))
        #expect(small.scales != nil && smallChanged.scales == nil && smallChanged.elements.dtype == .bfloat16)
        let largest = wholeChanged.weights().map(abs).max()!
        for (index, change) in zip(wholeChanged.weights(), whole.weights()).map(-).enumerated() {
            let found = smallChanged.weights()[index] - small.weights()[index]
            // Only the rounding to bfloat16, 2^-9 of a weight, stands between the two.
            #expect(abs(found - change) <= largest * 0x1p-8)
        }
    }
}
