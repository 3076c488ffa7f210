import Checkpoints
import Foundation
import Testing
import VideoPipelines

@testable import VideoEngine

@Suite("MemoryPlan") struct MemoryPlanTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../VideoPipelinesTests/Fixtures/wan21/model").standardizedFileURL

    private func plan(
        width: Int = 64, height: Int = 64, frames: Int = 5, family: String = "wan21"
    ) throws -> MemoryPlan {
        let folder = Self.folder.appending(path: "../../\(family)/model").standardizedFileURL
        let request = ClipRequest(
            prompt: "", width: width, height: height, frames: frames, steps: 1, guidance: 1, seed: 0)
        return try MemoryPlan(settings: try WanModelSettings(folder: folder), folder: folder, request: request)
    }

    @Test("encoding pictures counts where a model wants them, and grows with their size, not their number")
    func pictures() throws {
        #expect(try plan().pictureBytes == 0)
        #expect(try plan(family: "wan22-ti2v").pictureBytes == 0)
        for family in ["wan21-i2v", "vace"] {
            let (small, long) = (try plan(family: family), try plan(frames: 65, family: family))
            let large = try plan(width: 128, height: 128, family: family)
            #expect(small.pictureBytes > 0 && small.pictureBytes == long.pictureBytes)
            #expect(large.pictureBytes > 2 * small.pictureBytes && large.pictureBytes < 4 * small.pictureBytes)
        }
        let encoder = Self.folder.appending(path: "../../wan21-i2v/model/image_encoder/model.safetensors")
        #expect(try plan(family: "wan21-i2v").mappedWeightBytes > Data(contentsOf: encoder).count)
    }

    @Test("decoding does not grow with the number of frames, denoising does")
    func frames() throws {
        let (short, long) = (try plan(frames: 5), try plan(frames: 65))
        #expect(short.decodingBytes == long.decodingBytes)
        #expect(long.denoisingBytes > 8 * short.denoisingBytes)
    }

    @Test("four times the pixels need four times the working memory")
    func pixels() throws {
        let (small, large) = (try plan(), try plan(width: 128, height: 128))
        #expect(large.decodingBytes == 4 * small.decodingBytes)
        #expect(large.denoisingBytes == 4 * small.denoisingBytes)
    }

    @Test("mapped weights are the sizes of the files")
    func weights() throws {
        let files = ["text_encoder/model", "transformer/diffusion_pytorch_model", "vae/diffusion_pytorch_model"]
        let bytes = try files.reduce(0) { sum, name in
            sum + (try Data(contentsOf: Self.folder.appending(path: name + ".safetensors")).count)
        }
        #expect(try plan().mappedWeightBytes == bytes)
    }

    @Test("weights that a LoRA changes count as private memory, and not as mapped ones")
    func overlays() throws {
        var request = ClipRequest(prompt: "", width: 64, height: 64, frames: 5, steps: 1, guidance: 1, seed: 0)
        request.overlays = [LoRAOverlay(file: Self.folder.appending(path: "../../loras/kohya.safetensors"))]
        let settings = try WanModelSettings(folder: Self.folder)
        let (plan, plain) = (try MemoryPlan(settings: settings, folder: Self.folder, request: request), try plan())
        // Two blocks of two attentions with four 40 x 40 matrices each and two of 40 x 56, from 16 bits to 32.
        let changed = 2 * (2 * 4 * 40 * 40 + 2 * 40 * 56)
        #expect(plan.mergedWeightBytes == 4 * changed && plain.mergedWeightBytes == 0)
        #expect(plan.transformerWeightBytes == plain.transformerWeightBytes - 2 * changed)
        let memory = ProcessMemory(availableBytes: plan.totalBytes - plan.mergedWeightBytes)
        #expect(throws: EngineError.self) { try plan.check(against: memory) }
        #expect(throws: Never.self) { try plan.check(against: memory, holdingMergedWeights: true) }
        request.overlays[0].file = Self.folder.appending(path: "../../loras/control.safetensors")
        #expect(throws: CheckpointError.self) {
            try MemoryPlan(settings: settings, folder: Self.folder, request: request)
        }
    }

    @Test("a weight file that is a link counts as what it leads to")
    func links() throws {
        let linked = FileManager.default.temporaryDirectory.appending(path: "kinora-links-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: linked, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: linked) }
        for component in try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
        where component.lastPathComponent != "model_index.json" {
            let copy = linked.appending(path: component.lastPathComponent)
            try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: false)
            for file in try FileManager.default.contentsOfDirectory(at: component, includingPropertiesForKeys: nil) {
                try FileManager.default.createSymbolicLink(
                    at: copy.appending(path: file.lastPathComponent), withDestinationURL: file)
            }
        }
        let request = ClipRequest(
            prompt: "", width: 64, height: 64, frames: 5, steps: 1, guidance: 1, seed: 0)
        let plan = try MemoryPlan(settings: try WanModelSettings(folder: Self.folder), folder: linked, request: request)
        #expect(plan.mappedWeightBytes == (try self.plan().mappedWeightBytes))
    }

    @Test("a plan that does not fit is refused with the numbers")
    func refuses() throws {
        let plan = try plan()
        #expect(throws: Never.self) { try plan.check(against: ProcessMemory(availableBytes: plan.totalBytes)) }
        let error = #expect(throws: EngineError.self) {
            try plan.check(against: ProcessMemory(availableBytes: 50 << 20))
        }
        #expect(error?.description.contains("only 50 MiB are free") == true)
    }

    @Test("sizes beyond all bounds give a large number, not a crash")
    func overflow() throws {
        let plan = try plan(width: 1 << 40, height: 1 << 40, frames: 1 << 40 + 1)
        #expect(plan.totalBytes > 1 << 50)
    }

    @Test(
        "bytes are told as a person reads them",
        arguments: [
            (512, "512 bytes"), (1536, "1.5 KiB"), (300 << 20, "300 MiB"), (2_268_386_304, "2.1 GiB"),
        ])
    func units(bytes: Int, text: String) { #expect(bytes.asMemory == text) }

    @Test("this process has memory and has used some")
    func process() {
        #expect(ProcessMemory.peakResidentBytes > 1 << 20)
        #expect(ProcessMemory.now().availableBytes > 1 << 20)
    }
}
