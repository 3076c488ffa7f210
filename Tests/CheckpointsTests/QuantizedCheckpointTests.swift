import Foundation
import Tensors
import Testing

@testable import Checkpoints

@Suite("QuantizedCheckpoint") struct QuantizedCheckpointTests {
    private let source: TemporaryFolder
    private let copy: TemporaryFolder

    init() throws { (source, copy) = (try TemporaryFolder(), try TemporaryFolder()) }

    /// Rows of very different size: 5 numbers, 300 of them, one row all zeros and one too small to divide by.
    private static var matrix: Tensor {
        Tensor(
            (0..<1500).map { index in
                let (row, column) = (index / 5, index % 5)
                if row == 7 { return 0 }
                if row == 8 { return Float(column) * 0x1p-149 }
                return sin(Float(index)) * exp(Float(row % 60) - 30)
            }, shape: [300, 5])
    }

    private func quantize() throws -> Checkpoint {
        let quantized = try QuantizedCheckpoint(of: source.url) { $0.hasSuffix("weight") }
        try quantized.write(to: copy.url) { _ in }
        return try Checkpoint(folder: copy.url)
    }

    private func put(_ tensors: [(String, Tensor)], as name: String = "model.safetensors") throws {
        try SafetensorsFile.write(
            tensors.map { ($0.0, $0.1) }, metadata: ["format": "pt"], to: source.url.appendingPathComponent(name))
    }

    @Test("a weight is off by half a scale at most, and the largest of a row is 127 scales") func rounds() throws {
        try put([("a.weight", Self.matrix)])
        let matrix = Self.matrix
        let found = try quantize().matrix("a.weight", shape: [300, 5])
        let (weights, scales) = (found.weights(), try #require(found.scales).elements())
        for row in 0..<300 {
            let range = row * 5..<row * 5 + 5
            let largest = matrix.floats[range].map(\.magnitude).max()!
            #expect(scales[row] == (row == 8 ? 0 : largest / 127))
            for index in range {
                // A division's rounding, 127 times 2^-24, may tip a half to the other side.
                let difference = abs(Double(weights[index]) - Double(matrix.floats[index]))
                #expect(difference <= Double(scales[row]) * (0.5 + 2e-5) + 0x1p-146, "row \(row)")
            }
            #expect(row == 8 || range.map { found.elements.element(at: $0).magnitude }.max() == (row == 7 ? 0 : 127))
        }
    }

    @Test("16-bit weights become what the same numbers in 32 bits become", arguments: [DType.float16, .bfloat16])
    func sixteenBits(dtype: DType) throws {
        // Numbers that 16 bits hold exactly: the sign, two or three digits and any exponent, subnormal ones, too.
        let finite: UInt16 = dtype == .float16 ? 0xFBFF : 0xFF7F
        let bits = (0..<64).map { UInt16(truncatingIfNeeded: $0 * 1021 + ($0 % 2) << 15) & finite }
        let tensor = Tensor(shape: [8, 8], dtype: dtype, storage: .heap(byteCount: 128))
        for (index, bits) in bits.enumerated() {
            tensor.address.storeBytes(of: bits, toByteOffset: index * 2, as: UInt16.self)
        }
        let narrow = try #require(QuantizedMatrix(tensor))
        let wide = try #require(QuantizedMatrix(Tensor(tensor.elements(), shape: [8, 8])))
        #expect(narrow.integers == wide.integers && narrow.scales == wide.scales)
    }

    @Test("what is no matrix or not named stays as it is, bit for bit") func keepsOthers() throws {
        let others: [(String, Tensor)] = [
            ("bias", Tensor([1, 2.5], shape: [2])), ("norm.weight", Tensor([3], shape: [1])),
            ("patch.weight", Tensor([1, 2, 3, 4], shape: [2, 1, 2])), ("table", Tensor([1, 2], shape: [1, 2])),
            ("empty.weight", Tensor([], shape: [0, 3])), ("scalar", Tensor([9], shape: [])),
        ]
        try put(others + [("a.weight", Self.matrix)])
        let found = try quantize()
        #expect(found.metadata == ["format": "pt"])
        for (name, tensor) in others where name != "empty.weight" {
            let kept = try found.tensor(name, shape: tensor.shape)
            #expect(kept.dtype == .float32 && kept.elements() == tensor.elements())
        }
        #expect(try found.matrix("empty.weight", shape: [0, 3]).weights() == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: copy.url.path) == ["model.safetensors"])
    }

    @Test("shards stay shards, scales beside their weights") func shards() throws {
        try put([("a.weight", Self.matrix)], as: "1.safetensors")
        try put([("b.weight", Self.matrix), ("b.bias", Tensor([1], shape: [1]))], as: "2.safetensors")
        let index = #"{"weight_map":{"a.weight":"1.safetensors","b.weight":"2.safetensors","b.bias":"2.safetensors"}}"#
        try source.put(Array(index.utf8), as: "model.safetensors.index.json")
        let found = try quantize()
        #expect(found.names == ["a.weight", "a.weight_scale", "b.bias", "b.weight", "b.weight_scale"])
        #expect(found.byteCount == 2 * (1500 + 1200) + 4)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: copy.url.path).sorted()
                == ["1.safetensors", "2.safetensors", "model.safetensors.index.json"])
    }

    @Test("the same weights make the same files") func isReproducible() throws {
        try put([("a.weight", Self.matrix), ("b.weight", Self.matrix)])
        let file = copy.url.appendingPathComponent("model.safetensors")
        _ = try quantize()
        let first = try Data(contentsOf: file)
        _ = try quantize()
        #expect(try Data(contentsOf: file) == first)
    }

    @Test("integers are not quantized again") func refusesTwice() throws {
        try put([("a.weight", Self.matrix)])
        _ = try quantize()
        #expect(throws: CheckpointError.alreadyQuantized(folder: "transformer")) {
            _ = try QuantizedCheckpoint(of: copy.url) { _ in true }
        }
    }

    @Test("a NaN or an infinity has no integer, and leaves no file", arguments: [Float.nan, .infinity, -.infinity])
    func refusesNaN(value: Float) throws {
        try put([("a.weight", Tensor([1, value], shape: [1, 2]))])
        #expect(throws: CheckpointError.self) { try quantize() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: copy.url.path) == [])
    }

    @Test("work that is stopped leaves no file") func stops() throws {
        struct Stop: Error {}
        try put([("a.weight", Self.matrix)])
        let quantized = try QuantizedCheckpoint(of: source.url) { _ in true }
        #expect(throws: Stop.self) { try quantized.write(to: copy.url) { _ in throw Stop() } }
        #expect(try FileManager.default.contentsOfDirectory(atPath: copy.url.path) == [])
    }

    @Test("a file larger than the memory allowed passes through in pieces") func usesLittleMemory() async {
        await #expect(processExitsWith: .success) {
            let (source, copy) = (try TemporaryFolder(), try TemporaryFolder())
            // 128 MB of zeros.
            let header = safetensors(
                #"{"a.weight":{"dtype":"BF16","shape":[8192,8192],"data_offsets":[0,134217728]}}"#.utf8)
            let file = try source.put(header, as: "model.safetensors")
            #expect(truncate(file.path, header.count + 134_217_728) == 0)
            let resident = try processStatus("VmRSS")
            try QuantizedCheckpoint(of: source.url) { _ in true }.write(to: copy.url) { _ in }
            #expect(try processStatus("VmHWM") - resident < 32 << 20)
        }
    }
}
