import Checkpoints
import Foundation
import Tensors
import Testing

@Suite("SafetensorsFile") struct SafetensorsFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// 0, 0.5, 1, ... as 16-bit numbers.
    private func counting(_ bits: [UInt16], _ dtype: DType) -> Tensor {
        let tensor = Tensor(shape: [bits.count], dtype: dtype, storage: .heap(byteCount: bits.count * 2))
        for (index, bits) in bits.enumerated() {
            tensor.address.storeBytes(of: bits, toByteOffset: index * 2, as: UInt16.self)
        }
        return tensor
    }

    @Test("what is written is read back, dtype, metadata and all") func roundTrip() throws {
        let metadata = ["prompt": "a \"fox\"\n\\ 狐狸 \u{1}", "": ""]
        let file = folder.url.appendingPathComponent("all.safetensors")
        try SafetensorsFile.write(
            [
                ("half", counting([0, 0x3800, 0x3C00], .float16)), ("brain \"1\"", counting([0, 0x3F00], .bfloat16)),
                ("frames", Tensor((0..<24).map { Float($0) / 2 }, shape: [2, 3, 4])),
                ("scalar", Tensor([0], shape: [])),
                ("empty", Tensor([], shape: [0, 3])), ("part", Tensor([9, 9, 0, 0.5], shape: [2, 2])[1]),
            ], metadata: metadata, to: file)
        let checkpoint = try Checkpoint(file: file)
        #expect(checkpoint.names == ["brain \"1\"", "empty", "frames", "half", "part", "scalar"])
        #expect(checkpoint.metadata == metadata)
        #expect(checkpoint.dtype(of: "half") == .float16 && checkpoint.dtype(of: "brain \"1\"") == .bfloat16)
        for name in checkpoint.names {
            let tensor = try checkpoint.tensor(name, shape: checkpoint.shape(of: name)!)
            #expect(tensor.elements() == (0..<tensor.count).map { Float($0) / 2 })
            #expect(Int(bitPattern: tensor.address) % tensor.dtype.byteCount == 0)
        }
    }

    @Test("no tensors and no metadata make a file too") func writesNothing() throws {
        let file = folder.url.appendingPathComponent("none.safetensors")
        try SafetensorsFile.write([], to: file)
        #expect(try Data(contentsOf: file) == Data(safetensors("{}      ".utf8)))
    }

    @Test("a file that cannot be written leaves nothing behind") func leavesNothing() throws {
        let place = folder.url.appendingPathComponent("taken")
        try FileManager.default.createDirectory(
            at: place.appendingPathComponent("x"), withIntermediateDirectories: true)
        #expect(throws: CheckpointError.cannotWrite(file: "transformer/taken", reason: "Is a directory")) {
            try SafetensorsFile.write([("a", Tensor([1], shape: [1]))], to: place)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["taken"])
        #expect(throws: CheckpointError.cannotWrite(file: "no/a", reason: "there is no such file")) {
            try SafetensorsFile.write([], to: folder.url.appendingPathComponent("no/a"))
        }
    }

    @Test("two tensors of one name are the program's fault") func distinctNames() async {
        await #expect(processExitsWith: .failure) {
            let tensor = Tensor([1], shape: [1])
            try SafetensorsFile.write([("a", tensor), ("a", tensor)], to: URL(fileURLWithPath: "/dev/null"))
        }
    }
}
