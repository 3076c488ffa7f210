import Checkpoints
import DiffusionModels
import Foundation
import Tensors
import TensorExpectations
import Testing

@Suite("CLIPImageProcessor") struct CLIPImageProcessorTests {
    @Test(
        "pictures come out as transformers and Pillow make them",
        arguments: [
            (48, 32), (32, 48), (28, 28), (9, 7), (100, 61), (57, 131), (28, 75), (29, 300), (1, 2),
        ])
    func pixels(height: Int, width: Int) throws {
        let folder = try GoldenCase.folder(of: "clip-processor")
        let expected = try Checkpoint(file: folder.appending(path: "expected.safetensors"))
        let picture = try expected.tensor("picture\(height)x\(width)", shape: [height, width, 3])
        let device = ReferenceDevice()
        let pixels = try CLIPImageProcessor(folder: folder)(picture, on: device)
        let difference = Difference(pixels, try expected.tensor("pixels\(height)x\(width)", shape: [28, 28, 3]))
        // A resampled value that is off by one would differ by 0.015; the normalization may round otherwise.
        #expect(difference.relative < 1e-6, "\(difference)")
    }

    @Test(
        "settings that cannot be honoured are refused",
        arguments: [
            (#""resample": 3"#, #""resample": 2"#, "resample 2"),
            (#""do_resize": true"#, #""do_resize": false"#, "a step that is left out"),
            (#""shortest_edge": 28"#, #""shortest_edge": 20"#, "a shortest_edge less than crop_size"),
            (#""height": 28"#, #""height": 14"#, "not a square"),
        ])
    func settings(found: String, changed: String, sentence: String) throws {
        let file = try GoldenCase.folder(of: "clip-processor").appending(path: "preprocessor_config.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains(found))
        let folder = FileManager.default.temporaryDirectory.appending(path: "kinora-processor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(text.replacingOccurrences(of: found, with: changed).utf8)
            .write(to: folder.appending(path: "preprocessor_config.json"))
        let error = #expect(throws: ModelConfigurationError.self) { try CLIPImageProcessor(folder: folder) }
        #expect(error?.description.contains(sentence) == true)
    }
}
