import Checkpoints
import Foundation
import Tensors
import Testing

@Suite("Checkpoint in shards") struct ShardedCheckpointTests {
    private let folder: TemporaryFolder
    private static let index = "transformer/diffusion_pytorch_model.safetensors.index.json"
    private static let map = #""a":"1.safetensors","b":"2.safetensors""#

    /// Shards 1 with the tensors a and c, 2 with b.
    init() throws {
        folder = try TemporaryFolder()
        for (name, tensors) in ["1": ["a": 1, "c": 3], "2": ["b": 2]] as [String: [String: Float]] {
            try SafetensorsFile.write(
                tensors.map { ($0.key, Tensor([$0.value], shape: [1])) }, metadata: ["shard": name],
                to: folder.url.appendingPathComponent("\(name).safetensors"))
        }
    }

    private func open(_ index: String) throws -> Checkpoint {
        try folder.put(Array(index.utf8), as: "diffusion_pytorch_model.safetensors.index.json")
        return try Checkpoint(folder: folder.url)
    }

    @Test("the tensors of all shards are one checkpoint", arguments: ["diffusion_pytorch_model", "model"])
    func readsShards(name: String) throws {
        let index =
            #"{"metadata":{"total_size":12,"other":[true,null,-1.5e3,{"x":"y"}]},"weight_map":{\#(Self.map),"c":"1.safetensors"}}"#
        try folder.put(Array(index.utf8), as: "\(name).safetensors.index.json")
        let checkpoint = try Checkpoint(folder: folder.url)
        #expect(checkpoint.names == ["a", "b", "c"])
        #expect(checkpoint.metadata == ["shard": "1"])
        #expect(checkpoint.byteCount == 12 && checkpoint.parameterCount == 3)
        for (name, value) in ["a": 1, "b": 2, "c": 3] as [String: Float] {
            #expect(try checkpoint.tensor(name, shape: [1]).elements() == [value])
        }
        #expect(
            throws: CheckpointError.wrongShape(file: "transformer/2.safetensors", tensor: "b", expected: [], found: [1])
        ) {
            try checkpoint.tensor("b", shape: [])
        }
    }

    @Test("a missing tensor is missing from the index, an unexpected one stands in its shard") func namesShards() throws
    {
        let checkpoint = try open(#"{"weight_map":{\#(Self.map),"c":"1.safetensors"}}"#)
        #expect(throws: CheckpointError.missingTensor(file: Self.index, tensor: "d")) {
            try checkpoint.tensor("d", shape: [1])
        }
        #expect(throws: CheckpointError.unexpectedTensor(file: "transformer/2.safetensors", tensor: "b")) {
            try checkpoint.requireAllUsed { $0 != "b" }
        }
    }

    @Test(
        "an index that does not fit its shards is refused",
        arguments: [
            (#"\#(map),"c":"2.safetensors""#, .unlistedTensor(file: "transformer/1.safetensors", tensor: "c")),
            (map, .unlistedTensor(file: "transformer/1.safetensors", tensor: "c")),
            (
                #"\#(map),"c":"1.safetensors","d":"2.safetensors""#,
                .notInShard(file: "transformer/2.safetensors", tensor: "d")
            ),
            (#"\#(map),"c":"1.safetensors","d":"3.safetensors""#, .missingShard(file: index, shard: "3.safetensors")),
            (#"\#(map),"a":"1.safetensors""#, .duplicateTensor(file: index, tensor: "a")),
        ] as [(String, CheckpointError)])
    func misfits(map: String, expected: CheckpointError) throws {
        #expect(throws: expected) { try open(#"{"weight_map":{\#(map)}}"#) }
    }

    @Test(
        "a shard's name cannot leave the folder",
        arguments: [
            "../1.safetensors", "/etc/passwd", "/tmp/1.safetensors", "x/1.safetensors", #"..\1.safetensors"#, "..", "",
            "1.bin", "1.safetensors\0", "\0/1.safetensors",
        ])
    func unsafeNames(shard: String) throws {
        let written = shard.replacing(#"\"#, with: #"\\"#).replacing("\0", with: #"\u0000"#)
        #expect(throws: CheckpointError.unsafeShardName(file: Self.index, shard: shard)) {
            try open(#"{"weight_map":{"a":"\#(written)"}}"#)
        }
    }

    @Test(
        "an index that is not JSON of the right form is refused",
        arguments: [
            ("", "'{' is missing"), ("[]", "'{' is missing"), ("{}", "weight_map is missing"),
            (#"{"weight_map":{"a":1}}"#, "a string is missing"),
            (#"{"weight_map":{},"weight_map":{}}"#, "weight_map comes twice"),
            (#"{"weight_map":{}} x"#, "something follows the end"), (#"{"metadata":nul}"#, "an unknown word stands"),
            (#"{"metadata":"# + String(repeating: "[", count: 100_000), "values are nested too deeply"),
            (#"{"metadata":"# + String(repeating: #"{"a":"#, count: 100_000), "values are nested too deeply"),
        ])
    func malformed(index: String, expected: String) throws {
        let error = try #require(throws: CheckpointError.self) { try open(index) }
        guard case .malformedJSON(Self.index, _, expected) = error else {
            Issue.record("expected \(expected), found \(error)")
            return
        }
    }

    @Test("an index over 100 MB is not read") func indexTooLarge() throws {
        let index = try folder.put([], as: "model.safetensors.index.json")
        #expect(truncate(index.path, 100_000_001) == 0)
        #expect(
            throws: CheckpointError.indexTooLarge(
                file: "transformer/model.safetensors.index.json", byteCount: 100_000_001, limit: 100_000_000)
        ) { try Checkpoint(folder: folder.url) }
    }
}
