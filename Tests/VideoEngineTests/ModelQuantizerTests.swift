import Foundation
import Synchronization
import Testing
import VideoPipelines

@testable import VideoEngine

@Suite("ModelQuantizer") struct ModelQuantizerTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../VideoPipelinesTests/Fixtures").standardizedFileURL

    private static func model(_ family: String) -> URL { fixtures.appending(path: family).appending(path: "model") }

    /// A folder that is gone when its owner is.
    private final class Scratch {
        let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "kinora-quantizer-\(UUID().uuidString)")
        init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false) }
        deinit { try? FileManager.default.removeItem(at: url) }
        var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: url.path).sorted()) ?? [] }
    }

    private static func pixels(_ model: URL, seed: UInt64) async throws -> [Float] {
        let request = ClipRequest(
            prompt: "a red balloon", width: 32, height: 32, frames: 5, steps: 4, guidance: 1, seed: seed)
        let pixels = Mutex<[Float]>([])
        _ = try await VideoEngine(threads: 1).render(
            request, with: model, onEvent: { _ in }, onFrame: { frame in pixels.withLock { $0 += frame.pixels } })
        return pixels.withLock { $0 }
    }

    /// Rounding to 255 steps adds noise of 0.6 to 0.8 % of a matrix. On these random networks 30 clips came out with 39
    /// to 55 dB; leaving the scales away, or giving them to the wrong rows, leaves less than 20 dB.
    @Test("clips with 8-bit weights are those with 16-bit ones but for noise", arguments: ["wan21", "wan22-moe"])
    func rendersAlike(family: String) async throws {
        let scratch = try Scratch()
        let copy = scratch.url.appending(path: "copy")
        _ = try ModelQuantizer(model: Self.model(family), destination: copy).run { _ in }
        let expected = try await Self.pixels(Self.model(family), seed: 1)
        let found = try await Self.pixels(copy, seed: 1)
        let square = zip(found, expected).reduce(0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
        let decibels = -10 * log10(square / Double(expected.count))
        #expect((33...80).contains(decibels), "\(decibels) dB")
    }

    @Test("the copy has all that the model has, with smaller weights and its settings as they were") func copies()
        throws
    {
        let scratch = try Scratch()
        let (model, copy) = (Self.model("wan22-moe"), scratch.url.appending(path: "copy"))
        let calls = Mutex<[ModelQuantizer.Progress]>([])
        let report = try ModelQuantizer(model: model, destination: copy).run { call in
            calls.withLock { $0.append(call) }
        }
        #expect(scratch.names == ["copy"])
        let files = try FileManager.default.subpathsOfDirectory(atPath: model.path).sorted()
        #expect(try FileManager.default.subpathsOfDirectory(atPath: copy.path).sorted() == files)
        for file in files where file.hasPrefix("vae/") || file.hasPrefix("tokenizer/") || file.hasPrefix("scheduler/") {
            #expect(
                FileManager.default.contents(atPath: model.appending(path: file).path)
                    == FileManager.default.contents(atPath: copy.appending(path: file).path), "\(file)")
        }
        let (before, after) = (try ModelSummary(folder: model), try ModelSummary(folder: copy))
        for (old, new) in zip(before.components, after.components) {
            #expect(old.name == new.name && old.parameterCount == new.parameterCount)
            #expect(old.name == "vae" ? new.byteCount == old.byteCount : new.byteCount < old.byteCount)
            #expect(new.dtypes.contains("I8") == (old.name != "vae"))
        }
        #expect(report.bytes < report.sourceBytes)
        #expect(report.sourceBytes - report.bytes > 30_000)
        let last = try #require(calls.withLock { $0.last })
        #expect(last.bytes == last.totalBytes && last.component == "transformer_2")

        let settings = try String(contentsOf: copy.appending(path: "transformer/config.json"), encoding: .utf8)
        let old = try String(contentsOf: model.appending(path: "transformer/config.json"), encoding: .utf8)
        #expect(settings.hasSuffix(old.dropFirst()))
        let object = try JSONSerialization.jsonObject(with: Data(settings.utf8)) as? [String: Any]
        let entry = try #require(object?["quantization_config"] as? [String: Any])
        #expect(entry["quant_method"] as? String == "compressed-tensors")
    }

    @Test("weights that are links are followed, hidden files and weights that nobody reads are left out")
    func links() throws {
        let scratch = try Scratch()
        let linked = scratch.url.appending(path: "model")
        let files = FileManager.default
        try files.copyItem(at: Self.model("wan21"), to: linked)
        try files.createDirectory(at: scratch.url.appending(path: "blobs"), withIntermediateDirectories: false)
        for (index, file) in ["transformer/diffusion_pytorch_model.safetensors", "tokenizer/spiece.model"].enumerated()
        {
            let blob = scratch.url.appending(path: "blobs/\(index)")
            try files.moveItem(at: linked.appending(path: file), to: blob)
            try files.createSymbolicLink(at: linked.appending(path: file), withDestinationURL: blob)
        }
        for component in ["transformer", "vae"] {
            let place = scratch.url.appending(path: "blobs/\(component)")
            try files.moveItem(at: linked.appending(path: component), to: place)
            try files.createSymbolicLink(at: linked.appending(path: component), withDestinationURL: place)
        }
        for extra in [".git", "transformer/.cache", "transformer/model.fp16.safetensors"] {
            try Data([1]).write(to: linked.appending(path: extra))
        }
        let copy = scratch.url.appending(path: "copy")
        _ = try ModelQuantizer(model: linked, destination: copy).run { _ in }
        #expect(
            try files.subpathsOfDirectory(atPath: copy.path).sorted()
                == files.subpathsOfDirectory(atPath: Self.model("wan21").path).sorted())
        let type = try files.attributesOfItem(atPath: copy.appending(path: "tokenizer/spiece.model").path)[.type]
        #expect(type as? FileAttributeType == .typeRegular)
    }

    @Test("work that is stopped leaves nothing") func stops() throws {
        let scratch = try Scratch()
        let quantizer = try ModelQuantizer(
            model: Self.model("wan21"), destination: scratch.url.appending(path: "copy"))
        #expect(throws: EngineError.interrupted) {
            _ = try quantizer.run { progress in
                if progress.component == "transformer" { throw CancellationError() }
            }
        }
        #expect(scratch.names == [])
    }

    @Test("a quantized model is not quantized again") func refusesTwice() throws {
        let scratch = try Scratch()
        let copy = scratch.url.appending(path: "copy")
        _ = try ModelQuantizer(model: Self.model("wan21"), destination: copy).run { _ in }
        let error = #expect(throws: EngineError.self) {
            _ = try ModelQuantizer(model: copy, destination: scratch.url.appending(path: "again"))
        }
        #expect(error?.description.contains("quantized already") == true)
        #expect(scratch.names == ["copy"])
    }

    @Test("a place that is taken, inside the model or nowhere is refused before any work") func refusesPlaces() throws {
        let scratch = try Scratch()
        let model = scratch.url.appending(path: "model")
        try FileManager.default.copyItem(at: Self.model("wan21"), to: model)
        try FileManager.default.createSymbolicLink(
            at: scratch.url.appending(path: "link"), withDestinationURL: model)
        try Data().write(to: scratch.url.appending(path: "file"))
        for place in ["model", "model/copy", "model/vae/copy", "link/copy", "file", "no/copy"] {
            #expect(throws: EngineError.self, "\(place)") {
                _ = try ModelQuantizer(model: model, destination: scratch.url.appending(path: place))
            }
        }
        #expect(scratch.names == ["file", "link", "model"])
        // An empty folder is as good as none.
        let empty = scratch.url.appending(path: "empty")
        try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: false)
        _ = try ModelQuantizer(model: model, destination: empty).run { _ in }
        #expect(FileManager.default.fileExists(atPath: empty.appending(path: "model_index.json").path))
    }
}
