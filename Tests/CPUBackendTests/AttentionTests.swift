import CPUBackend
import Tensors
import Testing

/// A score is a sum of up to a thousand products of size one, off by a few 1e-6, and its weight by as much. Differences
/// are measured against the root mean square of the results, which are means of many values and a fifth of their size.
private let attentionTolerance = 2.5e-5

/// Scores of a hundred and more: half a unit in the last place of such a score is 4e-6 to 8e-6, and moves a weight by
/// as much.
private let largeScoreTolerance = 1e-4

@Suite("Attention on the CPU") struct AttentionTests {
    private let reference = ReferenceDevice()

    enum Bias: CaseIterable { case none, keys, everywhere }

    private func check(
        queries: Int, keys: Int, heads: Int, width: Int, bias: Bias = .none, size: Float = 1, threads: Int = 2,
        tolerance: Double = attentionTolerance
    ) {
        var noise = Noise(seed: queries * 31 + keys * 7 + width)
        let q = noise.tensor([queries, heads * width], scale: size)
        let k = noise.tensor([keys, heads * width], scale: size)
        let v = noise.tensor([keys, heads * width])
        let offsets: Tensor? =
            switch bias {
            case .none: nil
            case .keys: noise.tensor([keys], scale: 3)
            case .everywhere: noise.tensor([heads, queries, keys], scale: 3)
            }
        let scale = 2 / Float(width).squareRoot()
        let expected = reference.attention(queries: q, keys: k, values: v, heads: heads, scale: scale, bias: offsets)
        for instructions in InstructionSet.available {
            let device = CPUDevice(threads: threads, instructions: instructions)
            let found = device.attention(queries: q, keys: k, values: v, heads: heads, scale: scale, bias: offsets)
            expectClose(found, expected, tolerance: tolerance)
        }
    }

    @Test("odd lengths and widths", arguments: [1, 2, 7, 13, 33, 100], [1, 3, 24, 33, 64, 100])
    func shapes(queries: Int, width: Int) {
        for keys in [1, 5, 17, 32, 45, 130] { check(queries: queries, keys: keys, heads: 2, width: width) }
    }

    @Test("bias for keys, or for every head, query and key", arguments: Bias.allCases, [1, 9, 100])
    func biases(bias: Bias, queries: Int) {
        for keys in [1, 31, 100, 700] { check(queries: queries, keys: keys, heads: 3, width: 24, bias: bias) }
    }

    @Test(
        "more queries, keys and width than one block holds",
        arguments: [(800, 500, 1, 64), (30, 1000, 2, 128), (50, 200, 1, 384), (70, 90, 1, 1000), (20, 40, 1, 1024)],
        [1, 3])
    func blocks(extents: (queries: Int, keys: Int, heads: Int, width: Int), threads: Int) {
        for bias in Bias.allCases {
            check(
                queries: extents.queries, keys: extents.keys, heads: extents.heads, width: extents.width, bias: bias,
                threads: threads)
        }
    }

    @Test("scores whose exponentials would overflow", arguments: [30, 64, 128])
    func largeScores(width: Int) {
        check(queries: 40, keys: 900, heads: 1, width: width, size: 10, tolerance: largeScoreTolerance)
    }

    @Test("a largest score that comes last replaces all before it") func risingScores() {
        let keys = 1000
        let (q, v) = (Tensor([1], shape: [1, 1]), Tensor((0..<keys).map { Float($0) }, shape: [keys, 1]))
        let k = Tensor((0..<keys).map { Float($0) * 100 }, shape: [keys, 1])
        for instructions in InstructionSet.available {
            let device = CPUDevice(threads: 1, instructions: instructions)
            let found = device.attention(queries: q, keys: k, values: v, heads: 1, scale: 1, bias: nil)
            #expect(found.elements() == [999])
        }
    }

    @Test("keys shut out by minus infinity weigh nothing, be they a whole block") func masked() {
        var noise = Noise(seed: 5)
        let keys = 1000
        let (q, k, v) = (noise.tensor([9, 64]), noise.tensor([keys, 64]), noise.tensor([keys, 64]))
        let bias = Tensor((0..<keys).map { $0 < 600 ? -Float.infinity : 0 }, shape: [keys])
        let expected = reference.attention(
            queries: q, keys: k[600..<keys], values: v[600..<keys], heads: 1, scale: 1, bias: nil)
        for instructions in InstructionSet.available {
            let device = CPUDevice(threads: 1, instructions: instructions)
            expectClose(
                device.attention(queries: q, keys: k, values: v, heads: 1, scale: 1, bias: bias), expected,
                tolerance: attentionTolerance)
        }
    }

    @Test("equal keys give the mean of the values") func equalKeys() {
        var noise = Noise(seed: 6)
        let (q, v) = (
            noise.tensor([3, 40]), Tensor([1, 2, 3, 6].flatMap { [Float](repeating: $0, count: 40) }, shape: [4, 40])
        )
        let k = Tensor([Float](repeating: 0.5, count: 160), shape: [4, 40])
        for instructions in InstructionSet.available {
            let device = CPUDevice(threads: 1, instructions: instructions)
            let found = device.attention(queries: q, keys: k, values: v, heads: 2, scale: 1, bias: nil)
            #expect(found.elements().allSatisfy { abs($0 - 3) < 1e-6 })
        }
    }
}
