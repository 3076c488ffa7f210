import Checkpoints
import Foundation
import Tensors
import Testing

@Suite("Checkpoint") struct CheckpointTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("a component's folder opens under both names", arguments: ["diffusion_pytorch_model", "model"])
    func namesOfWeights(name: String) throws {
        try folder.put(safetensors(Self.pair.utf8, data: Self.pairData), as: "\(name).safetensors")
        let checkpoint = try Checkpoint(folder: folder.url)
        #expect(checkpoint.names == ["a", "b"])
        #expect(checkpoint.contains("a") && !checkpoint.contains("c"))
        #expect(checkpoint.shape(of: "b") == [2, 1] && checkpoint.shape(of: "c") == nil)
        #expect(checkpoint.dtype(of: "b") == .bfloat16 && checkpoint.dtype(of: "c") == nil)
        #expect(checkpoint.byteCount == 8 && checkpoint.parameterCount == 3)
        #expect(try checkpoint.tensor("a", shape: []).elements() == [1])
        #expect(try checkpoint.tensor("b", shape: [2, 1]).elements() == [1, -2])
    }

    @Test("files of Python's safetensors are read, 16-bit weights as they are") func readsPython() throws {
        let golden = Bundle.module.url(forResource: "python", withExtension: "safetensors", subdirectory: "Golden")!
        let checkpoint = try Checkpoint(file: golden)
        let expected: [(String, Shape, DType)] = [
            ("blocks.0.weight", [2, 3], .float32), ("blocks.0.bias", [3], .bfloat16), ("blocks.0.scale", [5], .float16),
            ("scalar", [], .float32), ("empty", [4, 0, 2], .float16), ("色 \"quoted\"", [1], .bfloat16),
        ]
        #expect(checkpoint.names == expected.map(\.0).sorted())
        #expect(checkpoint.metadata["made by"]?.hasPrefix("Scripts/golden/checkpoints.py") == true)
        for (name, shape, dtype) in expected {
            let tensor = try checkpoint.tensor(name, shape: shape)
            #expect(tensor.dtype == dtype)
            #expect(tensor.elements() == (0..<shape.count).map { Float($0) / 2 })
        }
        try checkpoint.requireAllUsed()
    }

    @Test("every order, spacing and spelling that JSON allows is read") func readsAnySpelling() throws {
        let header = """
            {\t"\\u72d0\\ud83e\\udd8a\\/\\n" : {"data_offsets":[ 4 , 6 ],\r\n "shape":[],"dtype":"\\u0046\\u00316"} ,
             "a":{"shape":[1],"dtype":"F32","data_offsets":[0,4]}, "__metadata__":{ } }\n
            """
        let file = try folder.put(safetensors(header.utf8, data: [0, 0, 128, 63, 0, 60]), as: "any.safetensors")
        let checkpoint = try Checkpoint(file: file)
        #expect(checkpoint.names == ["a", "狐🦊/\n"])
        #expect(try checkpoint.tensor("狐🦊/\n", shape: []).elements() == [1])
    }

    @Test("weights at odd addresses are read") func readsUnaligned() throws {
        let header =
            #"{"h":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"f":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#
        #expect(header.utf8.count % 2 == 1)
        let file = try folder.put(safetensors(header.utf8, data: [0, 60, 0, 0, 128, 63]), as: "odd.safetensors")
        let checkpoint = try Checkpoint(file: file)
        #expect(try checkpoint.tensor("h", shape: [1]).elements() == [1])
        #expect(try checkpoint.tensor("f", shape: [1]).elements() == [1])
    }

    @Test("a file may hold no tensors") func readsNoTensors() throws {
        #expect(try Checkpoint(file: folder.put(safetensors("{}".utf8), as: "none.safetensors")).names == [])
    }

    @Test("symbolic links are followed") func followsLinks() throws {
        let blob = try folder.put(safetensors(Self.pair.utf8, data: Self.pairData), as: "blob")
        let link = folder.url.appendingPathComponent("model.safetensors")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: blob)
        #expect(try Checkpoint(folder: folder.url).names == ["a", "b"])
    }

    @Test("a tensor outlives its checkpoint, and a mapping the file's replacement") func tensorsKeepTheMapping() throws
    {
        let file = folder.url.appendingPathComponent("model.safetensors")
        try SafetensorsFile.write([("a", Tensor([5], shape: [1]))], to: file)
        let tensor = try Checkpoint(folder: folder.url).tensor("a", shape: [1])
        try SafetensorsFile.write([("a", Tensor([6], shape: [1]))], to: file)
        #expect(tensor.elements() == [5])
        #expect(try Checkpoint(folder: folder.url).tensor("a", shape: [1]).elements() == [6])
    }

    @Test("all tensors of a file share one mapping") func oneMapping() throws {
        try folder.put(safetensors(Self.pair.utf8, data: Self.pairData), as: "model.safetensors")
        let checkpoint = try Checkpoint(folder: folder.url)
        let (a, b) = (try checkpoint.tensor("a", shape: []), try checkpoint.tensor("b", shape: [2, 1]))
        #expect(a.storage === b.storage)
        #expect(a.storage.byteCount == 8 + Self.pair.utf8.count + 8)
    }

    @Test("a missing, wrongly shaped or unexpected tensor is named with its file") func whatModelsAskFor() throws {
        try folder.put(safetensors(Self.pair.utf8, data: Self.pairData), as: "model.safetensors")
        let (checkpoint, file) = (try Checkpoint(folder: folder.url), "transformer/model.safetensors")
        #expect(throws: CheckpointError.missingTensor(file: file, tensor: "c")) {
            try checkpoint.tensor("c", shape: [])
        }
        #expect(throws: CheckpointError.wrongShape(file: file, tensor: "a", expected: [1], found: [])) {
            try checkpoint.tensor("a", shape: [1])
        }
        #expect(throws: CheckpointError.unexpectedTensor(file: file, tensor: "a")) {
            try checkpoint.requireAllUsed()
        }
        _ = try checkpoint.tensor("a", shape: [])
        #expect(throws: CheckpointError.unexpectedTensor(file: file, tensor: "b")) {
            try checkpoint.requireAllUsed()
        }
        try checkpoint.requireAllUsed { $0 == "b" }
        _ = try checkpoint.tensor("b", shape: [2, 1])
        try checkpoint.requireAllUsed()
    }

    @Test("a folder without weights says what it needs") func noWeights() throws {
        let error = try #require(throws: CheckpointError.self) { try Checkpoint(folder: folder.url) }
        #expect(error.description.contains("diffusion_pytorch_model.safetensors"))
        #expect(throws: CheckpointError.unreadable(file: "transformer/no", reason: "there is no such file")) {
            try Checkpoint(file: folder.url.appendingPathComponent("no"))
        }
    }

    @Test("a folder or a named pipe in the file's place is refused at once", .timeLimit(.minutes(1)))
    func notAFile() throws {
        let expected = CheckpointError.unreadable(file: "transformer/model", reason: "it is not a regular file")
        let place = folder.url.appendingPathComponent("model")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
        #expect(throws: expected) { try Checkpoint(file: place) }
        try FileManager.default.removeItem(at: place)
        #expect(mkfifo(place.path, 0o600) == 0)
        #expect(throws: expected) { try Checkpoint(file: place) }
    }

    private static let pair =
        #"{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2,1],"data_offsets":[4,8]}}"#
    /// 1; 1 and -2.
    private static let pairData: [UInt8] = [0, 0, 128, 63, 128, 63, 0, 192]
}
