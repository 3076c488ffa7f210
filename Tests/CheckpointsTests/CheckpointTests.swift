import Checkpoints
import Foundation
import Tensors
import Testing

@Suite("Checkpoint") struct CheckpointTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private let two = [
        (name: "b", tensor: Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])), (name: "a", tensor: Tensor([7], shape: [])),
    ]

    @Test("what was written is read", arguments: ["diffusion_pytorch_model.safetensors", "model.safetensors"])
    func readsWhatWasWritten(name: String) throws {
        try SafetensorsFile.write(
            two, metadata: ["prompt": "a \"fox\"\n\\ 狐狸 \u{1}"], to: folder.url.appendingPathComponent(name))
        let checkpoint = try Checkpoint(folder: folder.url)
        #expect(checkpoint.names == ["a", "b"])
        #expect(checkpoint.metadata == ["prompt": "a \"fox\"\n\\ 狐狸 \u{1}"])
        #expect(checkpoint.contains("a") && !checkpoint.contains("c"))
        #expect(checkpoint.shape(of: "b") == [2, 3] && checkpoint.shape(of: "c") == nil)
        #expect(checkpoint.dtype(of: "b") == .float32 && checkpoint.dtype(of: "c") == nil)
        #expect(checkpoint.byteCount == 28 && checkpoint.parameterCount == 7)
        #expect(try checkpoint.tensor("b", shape: [2, 3]).elements() == [1, 2, 3, 4, 5, 6])
        #expect(try checkpoint.tensor("a", shape: []).elements() == [7])
    }
}
