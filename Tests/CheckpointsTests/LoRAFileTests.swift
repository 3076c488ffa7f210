import Foundation
import Tensors
import Testing

@testable import Checkpoints

@Suite("LoRA files") struct LoRAFileTests {
    private let folder: TemporaryFolder
    private static let file = "style.safetensors"
    /// A pair of rank 2 for a layer of 3 outputs and 4 inputs.
    private static let down: (Shape, [Float]) = ([2, 4], [1, 2, 3, 4, 0, -1, 0, 1])
    private static let up: (Shape, [Float]) = ([3, 2], [1, 0, 0, 2, 1, 1])
    private static let base: [Float] = (0..<12).map { Float($0) * 0.5 }
    /// up * down
    private static let product: [Float] = [1, 2, 3, 4, 0, -2, 0, 2, 1, 1, 3, 5]

    init() throws { folder = try TemporaryFolder() }

    private func lora(
        _ tensors: [String: (Shape, [Float])], metadata: [String: String] = [:], as name: String = file
    ) throws -> LoRAFile {
        let url = folder.url.appendingPathComponent(name)
        unlink(url.path)
        try SafetensorsFile.write(
            tensors.map { ($0.key, Tensor($0.value.1, shape: $0.value.0)) }, metadata: metadata, to: url)
        return try LoRAFile(url)
    }

    /// A model of one layer, in float32.
    private func model() throws -> Checkpoint {
        let url = folder.url.appendingPathComponent("model.safetensors")
        unlink(url.path)
        try SafetensorsFile.write(
            [
                ("a.b.weight", Tensor(Self.base, shape: [3, 4])), ("a.b.bias", Tensor([1, 2, 3], shape: [3])),
                ("norm.weight", Tensor([1], shape: [1])),
            ], to: url)
        return try Checkpoint(folder: folder.url)
    }

    private func merged(_ overlays: [(file: LoRAFile, strength: Float)]) throws -> (weight: [Float], bias: [Float]) {
        let model = try model()
        let spellings = ["a.b": "a.b", "a_b": "a.b", "norm": "norm"]
        try LoRAMerge(overlays, into: model, spellings: spellings).apply(on: ReferenceDevice()) { _, _ in }
        let (weight, bias) = (
            try model.matrix("a.b.weight", shape: [3, 4]).weights(),
            try model.tensor("a.b.bias", shape: [3]).elements()
        )
        try model.requireAllUsed { $0 == "norm.weight" }
        return (weight, bias)
    }

    @Test(
        "every spelling of a pair is read",
        arguments: [
            ("transformer.a.b.lora_A.weight", "transformer.a.b.lora_B.weight"),
            ("a.b.lora_A.weight", "a.b.lora_B.weight"),
            ("base_model.model.a.b.lora_A.default.weight", "base_model.model.a.b.lora_B.default.weight"),
            ("diffusion_model.a.b.lora_down.weight", "diffusion_model.a.b.lora_up.weight"),
            ("model.diffusion_model.a.b.lora_down.weight", "model.diffusion_model.a.b.lora_up.weight"),
            ("transformer.a.b.lora.down.weight", "transformer.a.b.lora.up.weight"),
            ("lora_unet_a_b.lora_down.weight", "lora_unet_a_b.lora_up.weight"),
        ])
    func spellings(down: String, up: String) throws {
        let file = try lora([down: Self.down, up: Self.up])
        #expect(file.ranks == [2] && file.factors == [1] && file.isFlat == down.hasPrefix("lora_unet_"))
        #expect(try merged([(file, 2)]).weight == zip(Self.base, Self.product).map { $0 + 2 * $1 })
    }

    @Test("files and their kinds of changes add up") func sums() throws {
        let first = try lora(
            [
                "a.b.lora_down.weight": Self.down, "a.b.lora_up.weight": Self.up, "a.b.alpha": ([], [1]),
                "a.b.diff_b": ([3], [1, 0, -1]), "a.b.diff": ([3, 4], [Float](repeating: 1, count: 12)),
            ])
        let second = try lora(["a.b.diff": ([3, 4], Self.base)], as: "second.safetensors")
        let (weight, bias) = try merged([(first, 0.5), (second, -1)])
        // alpha / rank = 1/2
        #expect(weight == Self.product.map { 0.25 * $0 + 0.5 })
        #expect(bias == [1.5, 2, 2.5])
        #expect(first.differenceCount == 2 && first.productCount == 1)
    }

    @Test("the pair of a convolution has the kernel's axes") func convolution() throws {
        try SafetensorsFile.write(
            [("c.weight", Tensor(Self.base, shape: [3, 2, 1, 2]))],
            to: folder.url.appendingPathComponent("model.safetensors"))
        let model = try Checkpoint(folder: folder.url)
        let file = try lora([
            "c.lora_down.weight": ([2, 2, 1, 2], Self.down.1), "c.lora_up.weight": ([3, 2, 1, 1], Self.up.1),
        ])
        try LoRAMerge([(file, 1)], into: model, spellings: ["c": "c"]).apply(on: ReferenceDevice()) { _, _ in }
        let weight = try model.tensor("c.weight", shape: [3, 2, 1, 2]).elements()
        #expect(weight == zip(Self.base, Self.product).map(+))
    }

    @Test("the up layer's own bias counts as often as the product") func upBias() throws {
        let file = try lora([
            "a.b.lora_A.weight": Self.down, "a.b.lora_B.weight": Self.up, "a.b.lora_B.bias": ([3], [4, 8, 0]),
            "a.b.alpha": ([1], [4]),
        ])
        #expect(try merged([(file, 0.5)]).bias == [5, 10, 3])
    }

    @Test(
        "settings in the metadata decide how often a product counts",
        arguments: [
            (#"{"transformer.lora_alpha": 1, "transformer.r": 2}"#, 0.5),
            (#"{"lora_alpha": 3}"#, 1.5),
            (#"{"lora_alpha": 4, "use_rslora": true}"#, 2 * Float(2).squareRoot()),
            (#"{"lora_alpha": 1, "alpha_pattern": {"b": 8, "c.b": 1}}"#, 4),
            (#"{"lora_alpha": 1, "alpha_pattern": {"b": 8, "a.b": 6}}"#, 3),
            (#"{"r": 2}"#, 1),
            (#"{"lora_alpha": null, "alpha_pattern": null}"#, 1),
        ] as [(String, Float)])
    func settings(json: String, factor: Float) throws {
        let file = try lora(
            ["transformer.a.b.lora_A.weight": Self.down, "transformer.a.b.lora_B.weight": Self.up],
            metadata: ["lora_adapter_metadata": json])
        #expect(file.factors == [factor])
    }

    @Test(
        "settings that cannot be used are refused",
        arguments: [
            "{", "[]", #"{"use_dora": true}"#, #"{"alpha_pattern": {"^b": 1}}"#, #"{"alpha_pattern": {"b": "1"}}"#,
            #"{"lora_alpha": "16"}"#, #"{"alpha_pattern": 2}"#,
            String(repeating: "[", count: 100_000),
        ])
    func settingsRefused(json: String) {
        let error = #expect(throws: CheckpointError.self) {
            _ = try lora(["a.b.diff": ([1], [1])], metadata: ["lora_adapter_metadata": json])
        }
        #expect(
            error?.description.hasPrefix("The settings in the metadata of style.safetensors cannot be used") == true)
    }

    @Test("a file that is not a whole LoRA is refused")
    func refusesFiles() {
        func expect(_ error: CheckpointError, _ tensors: [String: (Shape, [Float])]) {
            #expect(throws: error) { _ = try lora(tensors) }
        }
        let (file, down, up) = (Self.file, "a.b.lora_down.weight", "a.b.lora_up.weight")
        expect(.emptyLoRA(file: file), [:])
        expect(.notOfLoRA(file: file, tensor: "a.b.weight"), ["a.b.weight": Self.down])
        expect(.notOfLoRA(file: file, tensor: "a.b.lokr_w1"), ["a.b.lokr_w1": Self.down])
        expect(.notOfLoRA(file: file, tensor: "transformer..alpha"), ["transformer..alpha": ([], [1])])
        expect(.weightDecomposed(file: file, tensor: "a.b.dora_scale"), ["a.b.dora_scale": ([3, 1], [1, 1, 1])])
        expect(.incompleteLoRALayer(file: file, tensor: down), [down: Self.down])
        expect(.incompleteLoRALayer(file: file, tensor: up), [up: Self.up])
        expect(.incompleteLoRALayer(file: file, tensor: "a.b.alpha"), ["a.b.alpha": ([], [1])])
        expect(
            .duplicateTensor(file: file, tensor: "transformer." + down),
            [down: Self.down, up: Self.up, "transformer." + down: Self.down])
        expect(.unusableFactor(file: file, tensor: down, shape: [8]), [down: ([8], Self.down.1), up: Self.up])
        expect(.unusableFactor(file: file, tensor: down, shape: [0, 4]), [down: ([0, 4], []), up: Self.up])
        expect(
            .unusableFactor(file: file, tensor: up, shape: [2, 3]), [down: Self.down, up: ([2, 3], Self.up.1)])
        for alpha in [([2], [1, 1]), ([], [.nan]), ([1], [.infinity])] as [(Shape, [Float])] {
            expect(
                .unusableAlpha(file: file, tensor: "a.b.alpha"), [down: Self.down, up: Self.up, "a.b.alpha": alpha])
        }
    }

    @Test("a tensor that fits nothing in the model is named") func refusesTensors() throws {
        func expect(_ error: CheckpointError, _ tensors: [String: (Shape, [Float])]) {
            #expect(throws: error) { _ = try merged([(try lora(tensors), 1)]) }
        }
        let (file, down, up) = (Self.file, "a.b.lora_down.weight", "a.b.lora_up.weight")
        expect(
            .noSuchLayer(file: file, tensor: "x.lora_A.weight"),
            ["x.lora_A.weight": Self.down, "x.lora_B.weight": Self.up])
        expect(.noSuchLayer(file: file, tensor: "a.b.diff_m"), ["a.b.diff_m": ([3], [1, 1, 1])])
        expect(
            .noSuchLayer(file: file, tensor: "norm.lora_A.weight"),
            ["norm.lora_A.weight": Self.down, "norm.lora_B.weight": Self.up])
        expect(
            .wrongShape(file: file, tensor: down, expected: [2, 4], found: [2, 3]),
            [down: ([2, 3], [1, 1, 1, 1, 1, 1]), up: Self.up])
        expect(
            .wrongShape(file: file, tensor: up, expected: [3, 2], found: [4, 2]),
            [down: Self.down, up: ([4, 2], [1, 1, 1, 1, 1, 1, 1, 1])])
        expect(
            .wrongShape(file: file, tensor: "a.b.diff", expected: [3, 4], found: [4, 3]),
            ["a.b.diff": ([4, 3], Self.base)])
        expect(
            .wrongShape(file: file, tensor: "a.b.diff_b", expected: [3], found: [4]),
            ["a.b.diff_b": ([4], [1, 1, 1, 1])])
        expect(.notFinite(file: file, tensor: "a.b.diff_b"), ["a.b.diff_b": ([3], [1, .nan, 1])])
        expect(
            .notFinite(file: file, tensor: down),
            [down: ([2, 4], [1, 2, .infinity, 4, 5, 6, 7, 8]), up: Self.up])
    }

    @Test("a change of less than half a step of 16-bit weights is kept") func smallChanges() throws {
        let url = folder.url.appendingPathComponent("model.safetensors")
        // 1 in bfloat16, whose next number is 1 + 2^-7.
        try folder.put(
            safetensors(
                #"{"a.weight":{"dtype":"BF16","shape":[1,2],"data_offsets":[0,4]}}"#.utf8,
                data: [0x80, 0x3F, 0x80, 0x3F]),
            as: url.lastPathComponent)
        let model = try Checkpoint(folder: folder.url)
        let merge = try LoRAMerge(
            [(try lora(["a.diff": ([1, 2], [0x1p-10, 0])]), 1)], into: model, spellings: ["a": "a"])
        #expect(merge.privateByteCount == 8 && merge.replacedByteCount == 4)
        try merge.apply(on: ReferenceDevice()) { _, _ in }
        #expect(try model.matrix("a.weight", shape: [1, 2]).weights() == [1 + 0x1p-10, 1])
    }

    @Test("work that is stopped changes nothing more") func stops() throws {
        struct Stop: Error {}
        let merge = try LoRAMerge(
            [(try lora(["a.b.diff_b": ([3], [1, 1, 1])]), 1)], into: model(), spellings: ["a.b": "a.b"])
        #expect(throws: Stop.self) { try merge.apply(on: ReferenceDevice()) { _, _ in throw Stop() } }
    }

    @Test("damaged files give errors, never a crash", arguments: 0..<20) func damaged(seed: UInt64) throws {
        let file = try lora([
            "a.b.lora_down.weight": Self.down, "a.b.lora_up.weight": Self.up, "a.b.alpha": ([], [1]),
            "a.b.diff_b": ([3], [1, 0, -1]),
        ])
        #expect(file.ranks == [2])
        let sound = try [UInt8](Data(contentsOf: folder.url.appendingPathComponent(Self.file)))
        let headerEnd = 8 + sound[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        var mutator = HeaderMutator(seed: seed)
        for _ in 0..<50 {
            let bytes = mutator.damage(header: Array(sound[8..<headerEnd]), data: Array(sound[headerEnd...]))
            let url = try folder.put(bytes, as: "damaged.safetensors")
            do {
                _ = try merged([(try LoRAFile(url), 1)])
            } catch let error as CheckpointError {
                #expect(!error.description.isEmpty)
            }
        }
    }
}
