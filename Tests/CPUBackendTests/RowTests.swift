import CPUBackend
import Foundation
import Tensors
import Testing

/// A handful of float32 operations on each number after a mean whose error grows with the logarithm of the row.
private let rowTolerance = 4e-6

private let shapes: [Shape] = [
    [1, 1], [2, 3, 5], [7, 12], [5, 16], [3, 17], [5, 24], [4, 33], [9, 96], [300, 384], [2, 1536],
]

@Suite("Rows on the CPU") struct RowTests {
    private let reference = ReferenceDevice()

    private func onEverySet(_ body: (CPUDevice) -> Void) {
        for instructions in InstructionSet.available { body(CPUDevice(threads: 2, instructions: instructions)) }
    }

    @Test("layer normalization", arguments: shapes)
    func layerNorm(shape: Shape) {
        var noise = Noise(seed: shape.count)
        let x = noise.tensor(shape, offset: 3)
        let (scale, shift) = (noise.tensor([shape[-1]]), noise.tensor([shape[-1]]).stored(as: .bfloat16, shift: 2))
        onEverySet { device in
            for (scale, shift) in [(scale, shift), (nil, nil), (scale, nil), (nil, shift)] as [(Tensor?, Tensor?)] {
                expectClose(
                    device.layerNorm(x, scale: scale, shift: shift, epsilon: 1e-6),
                    reference.layerNorm(x, scale: scale, shift: shift, epsilon: 1e-6),
                    // The numbers lie around 3 and leave by their difference to the mean.
                    tolerance: 4 * rowTolerance)
            }
        }
    }

    @Test("root-mean-square normalization", arguments: shapes, DType.floats)
    func rmsNorm(shape: Shape, dtype: DType) {
        var noise = Noise(seed: shape.count)
        let (x, weight) = (noise.tensor(shape), noise.tensor([shape[-1]]).stored(as: dtype))
        let expected = reference.rmsNorm(x, weight: weight, epsilon: 1e-6, rotary: nil)
        onEverySet { device in
            expectClose(
                device.rmsNorm(x, weight: weight, epsilon: 1e-6, rotary: nil), expected, tolerance: rowTolerance)
        }
    }

    @Test("rotary embedding", arguments: [(1, 2, 1), (5, 12, 3), (3, 96, 8), (70, 384, 32), (9, 128, 64), (4, 20, 5)])
    func rotary(rows: Int, channels: Int, pairs: Int) {
        var noise = Noise(seed: rows)
        let (x, weight, angles) = (
            noise.tensor([rows, channels]), noise.tensor([channels]), noise.tensor([rows, pairs], scale: 3)
        )
        let table = RotaryTable(
            cosines: Tensor(angles.elements().map { cos($0) }, shape: angles.shape),
            sines: Tensor(angles.elements().map { sin($0) }, shape: angles.shape))
        let expected = reference.rmsNorm(x, weight: weight, epsilon: 1e-6, rotary: table)
        onEverySet { device in
            expectClose(
                device.rmsNorm(x, weight: weight, epsilon: 1e-6, rotary: table), expected, tolerance: rowTolerance)
        }
        // Two stretches of rows turn by the same angles.
        let twice = reference.stack([x, x]).reshaped([2 * rows, channels])
        onEverySet { device in
            expectClose(
                device.rmsNorm(twice, weight: weight, epsilon: 1e-6, rotary: table),
                reference.stack([expected, expected]).reshaped([2 * rows, channels]), tolerance: rowTolerance)
        }
    }

    @Test("channel normalization", arguments: shapes, [false, true])
    func unitNorm(shape: Shape, silu: Bool) {
        var noise = Noise(seed: shape.count)
        let (x, weight) = (noise.tensor(shape, scale: 5), noise.tensor([shape[-1]], scale: 4))
        let expected = reference.unitNorm(x, UnitNorm(weight: weight, silu: silu))
        onEverySet { device in
            expectClose(device.unitNorm(x, UnitNorm(weight: weight, silu: silu)), expected, tolerance: rowTolerance)
        }
    }

    @Test("a row of zeros stays zero") func zeros() {
        let x = Tensor([Float](repeating: 0, count: 40), shape: [2, 20])
        let ones = Tensor([Float](repeating: 1, count: 20), shape: [20])
        onEverySet { device in
            #expect(device.unitNorm(x, UnitNorm(weight: ones, silu: true)).elements().allSatisfy { $0 == 0 })
            #expect(device.layerNorm(x, scale: nil, shift: nil, epsilon: 1e-6).elements().allSatisfy { $0 == 0 })
        }
    }
}

@Suite("Elements on the CPU") struct ElementTests {
    private let reference = ReferenceDevice()
    private static let counts = [1, 3, 4, 15, 17, 31, 100, 70_001]

    private func onEverySet(_ body: (CPUDevice) -> Void) {
        for instructions in InstructionSet.available { body(CPUDevice(threads: 2, instructions: instructions)) }
    }

    @Test("activations", arguments: Activation.allCases, counts)
    func activate(activation: Activation, count: Int) {
        var noise = Noise(seed: count)
        let x = noise.tensor([count], scale: 12)
        onEverySet { device in
            expectClose(device.activate(x, activation), reference.activate(x, activation), tolerance: rowTolerance)
        }
    }

    @Test("activations far out", arguments: Activation.allCases)
    func activateExtremes(activation: Activation) {
        let x = Tensor([-1e30, -1000, -100, -88, 0, 88, 100, 1000, 1e4], shape: [9])
        onEverySet { device in
            let (found, expected) = (device.activate(x, activation), reference.activate(x, activation))
            for (a, b) in zip(found.elements(), expected.elements()) where b.isFinite {
                #expect(abs(a - b) <= 1e-6 * max(1, abs(b)))
            }
        }
    }

    @Test("products and sums", arguments: counts)
    func arithmetic(count: Int) {
        var noise = Noise(seed: count)
        let (x, y, z) = (noise.tensor([count]), noise.tensor([count]), noise.tensor([count]))
        let terms: [(coefficient: Float, tensor: Tensor)] = [(0.5, x), (-2, y), (1e-3, z)]
        onEverySet { device in
            #expect(device.multiply(x, y).elements() == reference.multiply(x, y).elements())
            expectClose(device.weightedSum(terms), reference.weightedSum(terms), tolerance: rowTolerance)
            expectClose(device.weightedSum([terms[1]]), reference.weightedSum([terms[1]]), tolerance: 0)
        }
    }

    @Test("gated accumulation", arguments: shapes)
    func accumulate(shape: Shape) {
        var noise = Noise(seed: shape.count)
        let (x, y, gate) = (noise.tensor(shape), noise.tensor(shape), noise.tensor([shape[-1]]))
        for gate in [gate, nil] {
            onEverySet { device in
                let (found, expected) = (
                    Tensor(x.elements(), shape: shape), Tensor(x.elements(), shape: shape)
                )
                device.accumulate(y, gate: gate, into: found)
                reference.accumulate(y, gate: gate, into: expected)
                expectClose(found, expected, tolerance: rowTolerance)
            }
        }
    }

    @Test("the mean of magnitudes", arguments: counts)
    func meanMagnitude(count: Int) {
        var noise = Noise(seed: count)
        let x = noise.tensor([count])
        let expected = reference.meanMagnitude(x)
        onEverySet { device in
            #expect(abs(device.meanMagnitude(x) - expected) <= 1e-6 * expected)
        }
    }

    @Test("one bad element is found wherever it is", arguments: counts)
    func isFinite(count: Int) {
        onEverySet { device in
            let x = Tensor([Float](repeating: -.greatestFiniteMagnitude, count: count), shape: [count])
            #expect(device.isFinite(x))
            for (position, bad) in [(0, Float.nan), (count / 2, .infinity), (count - 1, -.infinity)] {
                let earlier = x.floats[position]
                x.floats[position] = bad
                #expect(!device.isFinite(x))
                x.floats[position] = earlier
            }
        }
    }
}

@Suite("Layout on the CPU") struct LayoutTests {
    private let reference = ReferenceDevice()
    private let device = CPUDevice(threads: 2)

    @Test("rows of a table", arguments: DType.floats, [0, 2])
    func gatherRows(dtype: DType, shift: Int) {
        var noise = Noise(seed: 1)
        let table = WeightMatrix(noise.tensor([50, 33], scale: 3).stored(as: dtype, shift: shift))
        let indices = [0, 49, 7, 7, 3]
        let (found, expected) = (
            device.gatherRows(of: table, at: indices), reference.gatherRows(of: table, at: indices)
        )
        #expect(found.shape == expected.shape && found.elements() == expected.elements())
    }

    @Test("rows of a table of scaled integers") func gatherIntegers() {
        var noise = Noise(seed: 2)
        let table = noise.integers([50, 33], shift: 1)
        let found = device.gatherRows(of: table, at: [0, 49, 7, 7, 3])
        #expect(found.shape == [5, 33])
        #expect(found.elements() == reference.gatherRows(of: table, at: [0, 49, 7, 7, 3]).elements())
    }

    @Test("every binary16 number is widened exactly") func allHalves() {
        let storage = Storage.heap(byteCount: 65536 * 2)
        for bits in 0..<65536 { storage.address.storeBytes(of: UInt16(bits), toByteOffset: bits * 2, as: UInt16.self) }
        let table = Tensor(shape: [1, 65536], dtype: .float16, storage: storage)
        let found = device.gatherRows(of: WeightMatrix(table), at: [0]).elements()
        for bits in 0..<65536 {
            let expected = table.element(at: bits)
            #expect(found[bits] == expected || found[bits].isNaN && expected.isNaN, "bits \(bits)")
        }
    }

    @Test(
        "axes in any order",
        arguments: [
            ([3, 4], [1, 0]), ([5, 7, 3], [0, 1, 2]), ([5, 7, 3], [1, 0, 2]), ([5, 7, 3], [2, 1, 0]),
            ([5, 7, 3], [0, 2, 1]), ([5, 7, 3], [2, 0, 1]), ([5, 7, 3], [1, 2, 0]), ([2, 3, 4, 5], [3, 1, 0, 2]),
            ([2, 1, 4, 5, 6], [4, 1, 0, 3, 2]), ([6, 2, 5, 2, 16], [0, 2, 1, 3, 4]), ([1, 1], [1, 0]), ([9], [0]),
            ([40, 30, 20, 16], [3, 0, 1, 2]), ([16, 100, 90], [1, 2, 0]), ([], []),
        ])
    func permute(extents: [Int], order: [Int]) {
        var noise = Noise(seed: extents.count)
        let x = noise.tensor(Shape(extents))
        let (found, expected) = (device.permute(x, order), reference.permute(x, order))
        #expect(found.shape == expected.shape && found.elements() == expected.elements())
    }

    @Test("stacking, with zeros for what is absent") func stack() {
        var noise = Noise(seed: 2)
        let parts = [noise.tensor([3, 5]), nil, noise.tensor([3, 5])]
        #expect(device.stack(parts).elements() == reference.stack(parts).elements())
        #expect(device.stack(parts).shape == [3, 3, 5])
    }

    @Test("repeating and averaging undo each other", arguments: [1, 2, 3, 4, 8])
    func repeats(count: Int) {
        var noise = Noise(seed: 3)
        let x = noise.tensor([13, 17, 12])
        let repeated = device.repeatElements(x, count: count)
        #expect(repeated.elements() == reference.repeatElements(x, count: count).elements())
        expectClose(device.meanOfRuns(repeated, size: count), x, tolerance: 1e-6)
        let y = noise.tensor([5, 24 * count])
        expectClose(device.meanOfRuns(y, size: count), reference.meanOfRuns(y, size: count), tolerance: 1e-6)
    }
}
