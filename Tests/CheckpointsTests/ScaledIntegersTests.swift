import Checkpoints
import Foundation
import Tensors
import Testing

@Suite("Scaled integers in checkpoints") struct ScaledIntegersTests {
    private let folder: TemporaryFolder
    private static let file = "transformer/model.safetensors"
    private static let weight = #""a.weight":{"dtype":"I8","shape":[2,3],"data_offsets":[0,6]}"#
    private static let integers: [UInt8] = [1, 255, 127, 128, 0, 2]

    init() throws { folder = try TemporaryFolder() }

    /// The integers 1 -1 127, -128 0 2 and a scale of any kind.
    private func open(scaleType: String, shape: String, _ scales: [Float]) throws -> Checkpoint {
        let bytes = scales.flatMap { scale in (0..<4).map { UInt8(truncatingIfNeeded: scale.bitPattern >> ($0 * 8)) } }
        let entry = #"{"dtype":"\#(scaleType)","shape":\#(shape),"data_offsets":[6,\#(6 + bytes.count)]}"#
        let header = "{\(Self.weight),\"a.weight_scale\":\(entry)}"
        try folder.put(safetensors(header.utf8, data: Self.integers + bytes), as: "model.safetensors")
        return try Checkpoint(folder: folder.url)
    }

    @Test("a matrix comes with its scales, and both count as used", arguments: ["[2,1]", "[2]"])
    func reads(shape: String) throws {
        let checkpoint = try open(scaleType: "F32", shape: shape, [0.5, -2])
        let matrix = try checkpoint.matrix("a.weight", shape: [2, 3])
        #expect(matrix.elements.dtype == .int8 && matrix.scales?.shape == [2])
        #expect(matrix.weights() == [0.5, -0.5, 63.5, 256, 0, -4])
        try checkpoint.requireAllUsed()
        #expect(checkpoint.parameterCount == 6 && checkpoint.byteCount == 14)
    }

    @Test("a matrix may as well be floating-point numbers, and then a scale has no place") func readsFloats() throws {
        try SafetensorsFile.write(
            [("a.weight", Tensor([1, 2], shape: [1, 2])), ("a.weight_scale", Tensor([1], shape: [1, 1]))],
            to: folder.url.appendingPathComponent("model.safetensors"))
        let checkpoint = try Checkpoint(folder: folder.url)
        #expect(try checkpoint.matrix("a.weight", shape: [1, 2]).weights() == [1, 2])
        #expect(throws: CheckpointError.unexpectedTensor(file: Self.file, tensor: "a.weight_scale")) {
            try checkpoint.requireAllUsed()
        }
    }

    @Test(
        "scales that cannot be used are refused",
        arguments: [
            ("F32", "[3]", [1, 1, 1], .wrongShape(file: file, tensor: "a.weight_scale", expected: [2], found: [3])),
            ("F32", "[1,2]", [1, 1], .wrongShape(file: file, tensor: "a.weight_scale", expected: [2], found: [1, 2])),
            ("F32", "[2]", [1, .nan], .unusableScales(file: file, tensor: "a.weight_scale")),
            ("F32", "[2,1]", [.infinity, 1], .unusableScales(file: file, tensor: "a.weight_scale")),
            ("BF16", "[2,1]", [1], .unusableScales(file: file, tensor: "a.weight_scale")),
        ] as [(String, String, [Float], CheckpointError)])
    func refuses(type: String, shape: String, scales: [Float], expected: CheckpointError) throws {
        let checkpoint = try open(scaleType: type, shape: shape, scales)
        #expect(throws: expected) { try checkpoint.matrix("a.weight", shape: [2, 3]) }
    }

    @Test("integers without scales are refused") func missingScales() throws {
        try folder.put(safetensors("{\(Self.weight)}".utf8, data: Self.integers), as: "model.safetensors")
        let checkpoint = try Checkpoint(folder: folder.url)
        #expect(throws: CheckpointError.missingTensor(file: Self.file, tensor: "a.weight_scale")) {
            try checkpoint.matrix("a.weight", shape: [2, 3])
        }
    }

    @Test("integers are refused where the model needs other numbers than a matrix") func unscaledIntegers() throws {
        let checkpoint = try open(scaleType: "F32", shape: "[2]", [1, 1])
        #expect(throws: CheckpointError.unscaledIntegers(file: Self.file, tensor: "a.weight")) {
            try checkpoint.tensor("a.weight", shape: [2, 3])
        }
    }
}
