import CPUBackend
import Tensors
import Testing

/// The worst of up to 50,000 sums of up to 500 products added one after the other in float32, measured against the root
/// mean square of all results: the root mean square of the errors is 4e-7, the worst element is five times as large as
/// the others and its error five times theirs.
private let linearTolerance = 1e-5

private let extents = [1, 2, 5, 6, 7, 15, 16, 17, 33, 64, 100]

@Suite("Linear on the CPU") struct LinearTests {
    private let reference = ReferenceDevice()

    private func check(
        rows: Int, inputs: Int, outputs: Int, dtype: DType = .float32, shift: Int = 0, bias: DType? = .float32,
        activation: Activation = .identity, threads: Int = 2
    ) {
        var noise = Noise(seed: rows * 31 + inputs * 7 + outputs)
        let x = noise.tensor([rows, inputs])
        let weight =
            dtype == .int8
            ? noise.integers([outputs, inputs], shift: shift)
            : WeightMatrix(noise.tensor([outputs, inputs]).stored(as: dtype, shift: shift))
        let offsets = bias.map { noise.tensor([outputs], scale: 2).stored(as: $0, shift: shift) }
        let expected = reference.linear(x, weight: weight, bias: offsets, activation: activation)
        for instructions in InstructionSet.available {
            let device = CPUDevice(threads: threads, instructions: instructions)
            let found = device.linear(x, weight: weight, bias: offsets, activation: activation)
            expectClose(found, expected, tolerance: linearTolerance)
        }
    }

    @Test("every combination of odd extents", arguments: extents, extents)
    func shapes(rows: Int, outputs: Int) {
        for inputs in extents { check(rows: rows, inputs: inputs, outputs: outputs) }
    }

    @Test("weights of every type at addresses of every alignment", arguments: DType.floats, [0, 2])
    func dtypes(dtype: DType, shift: Int) {
        for (rows, inputs, outputs) in [(1, 17, 33), (7, 100, 15), (33, 64, 17), (64, 33, 100)] {
            check(rows: rows, inputs: inputs, outputs: outputs, dtype: dtype, shift: shift)
        }
    }

    @Test("8-bit integers with scales, of every combination of odd extents", arguments: extents, extents)
    func integers(rows: Int, outputs: Int) {
        for inputs in extents { check(rows: rows, inputs: inputs, outputs: outputs, dtype: .int8, shift: inputs % 3) }
    }

    @Test("bias of every type, or none", arguments: [nil, .float32, .float16, .bfloat16] as [DType?], [5, 64])
    func biases(bias: DType?, rows: Int) {
        check(rows: rows, inputs: 33, outputs: 17, shift: 2, bias: bias)
        check(rows: rows, inputs: 33, outputs: 64, shift: 2, bias: bias)
    }

    @Test("activations of results on both sides of zero", arguments: Activation.allCases, [1, 6, 100])
    func activations(activation: Activation, rows: Int) {
        check(rows: rows, inputs: 17, outputs: 33, activation: activation)
        check(rows: rows, inputs: 500, outputs: 100, activation: activation)
    }

    @Test(
        "more inputs, outputs and rows than one block holds",
        arguments: [(3, 2500, 9), (40, 385, 300), (40, 769, 33), (500, 400, 70), (401, 13, 600)],
        [(1, .bfloat16), (3, .bfloat16), (2, .int8)] as [(Int, DType)])
    func blocks(extents: (rows: Int, inputs: Int, outputs: Int), run: (threads: Int, dtype: DType)) {
        check(
            rows: extents.rows, inputs: extents.inputs, outputs: extents.outputs, dtype: run.dtype,
            activation: .geluTanh, threads: run.threads)
    }

    @Test("activations keep their precision where the result is small", arguments: Activation.allCases)
    func activationPrecision(activation: Activation) {
        // A weight of one hands x to the activation as it is.
        let x = Tensor((-400...1000).map { Float($0) / 100 }, shape: [1401, 1])
        let weight = Tensor([1], shape: [1, 1])
        let expected = reference.linear(x, weight: weight, bias: nil, activation: activation).elements()
        for instructions in InstructionSet.available {
            let device = CPUDevice(threads: 2, instructions: instructions)
            let found = device.linear(x, weight: weight, bias: nil, activation: activation).elements()
            for index in found.indices {
                // Two units in the last place of a result near x; near -4 GELU is 1e-4 of x.
                let tolerance = 1.3e-7 * max(1e-2, abs(x.element(at: index)))
                #expect(abs(found[index] - expected[index]) <= tolerance, "x = \(x.element(at: index))")
            }
        }
    }

    @Test("a NaN among the inputs reaches exactly its row") func notANumber() {
        for rows in [4, 50] {
            let x = Tensor([Float](repeating: 1, count: rows * 9), shape: [rows, 9])
            x.floats[2 * 9 + 4] = .nan
            let weight = Tensor([Float](repeating: 0.5, count: 7 * 9), shape: [7, 9])
            for instructions in InstructionSet.available {
                let device = CPUDevice(threads: 2, instructions: instructions)
                let found = device.linear(x, weight: weight, bias: nil, activation: .geluErf)
                for index in 0..<found.count { #expect(found.floats[index].isNaN == (index / 7 == 2)) }
            }
        }
    }
}

@Suite("Several or added layers on the CPU") struct LinearSumTests {
    private let reference = ReferenceDevice()

    @Test("layers of one input, of different widths and types", arguments: [3, 40, 500], [1, 3])
    func linears(rows: Int, threads: Int) {
        var noise = Noise(seed: rows)
        let x = noise.tensor([rows, 400])
        let layers: [(weight: WeightMatrix, bias: Tensor?)] = [
            (WeightMatrix(noise.tensor([300, 400])), noise.tensor([300])),
            (WeightMatrix(noise.tensor([17, 400]).stored(as: .bfloat16, shift: 2)), nil),
            (WeightMatrix(noise.tensor([64, 400]).stored(as: .float16)), noise.tensor([64]).stored(as: .float16)),
        ]
        let expected = reference.linears(x, layers)
        for instructions in InstructionSet.available {
            let found = CPUDevice(threads: threads, instructions: instructions).linears(x, layers)
            #expect(found.count == expected.count)
            for (found, expected) in zip(found, expected) {
                expectClose(found, expected, tolerance: linearTolerance)
            }
        }
    }

    @Test(
        "a gated layer is added to what is there",
        arguments: [(3, 33, 17), (40, 385, 300), (33, 64, 17), (401, 769, 33)], [false, true])
    func accumulate(extents: (rows: Int, inputs: Int, outputs: Int), isGated: Bool) {
        var noise = Noise(seed: extents.rows)
        let (y, x) = (noise.tensor([extents.rows, extents.inputs]), noise.tensor([extents.rows, extents.outputs]))
        let matrix = noise.tensor([extents.outputs, extents.inputs])
        let weights = [
            WeightMatrix(matrix), WeightMatrix(matrix.stored(as: .bfloat16, shift: 2)),
            noise.integers(matrix.shape),
        ]
        let gate = isGated ? noise.tensor([extents.outputs]) : nil
        for (weight, bias) in zip(weights, [nil, noise.tensor([extents.outputs]), noise.tensor([extents.outputs])]) {
            let expected = Tensor(x.elements(), shape: x.shape)
            reference.accumulateLinear(y, weight: weight, bias: bias, gate: gate, into: expected)
            for instructions in InstructionSet.available {
                let found = Tensor(x.elements(), shape: x.shape)
                CPUDevice(threads: 2, instructions: instructions)
                    .accumulateLinear(y, weight: weight, bias: bias, gate: gate, into: found)
                expectClose(found, expected, tolerance: linearTolerance)
            }
        }
    }
}
