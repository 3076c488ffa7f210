import Foundation
import Tensors
import Testing

/// The reference itself against numbers worked out by hand: everything else is compared with it.
@Suite("ReferenceDevice") struct ReferenceDeviceTests {
    let device = ReferenceDevice()

    @Test("linear multiplies by the transposed weight and adds the bias")
    func linear() {
        let x = Tensor([1, 2, 3, 4], shape: [2, 2])
        let weight = Tensor([1, 0, 0, 1, 1, 1], shape: [3, 2])
        let y = device.linear(x, weight: weight, bias: Tensor([10, 20, 30], shape: [3]))
        #expect(y.elements() == [11, 22, 33, 13, 24, 37])
    }

    @Test("integers stand for themselves times the scale of their row")
    func scaledIntegers() {
        let storage = Storage.heap(byteCount: 4)
        storage.address.copyMemory(from: [-128, 2, 127, 0] as [Int8], byteCount: 4)
        let weight = WeightMatrix(
            integers: Tensor(shape: [2, 2], dtype: .int8, storage: storage), scales: Tensor([0.5, -2], shape: [2]))
        #expect(weight.weights() == [-64, 1, -254, 0])
        #expect(weight[1..<2].weights() == [-254, 0])
        let y = device.linear(Tensor([1, 10], shape: [1, 2]), weight: weight, bias: nil, activation: .identity)
        #expect(y.elements() == [-54, -254])
        #expect(device.gatherRows(of: weight, at: [1, 0]).elements() == [-254, 0, -64, 1])
    }

    @Test("attention with equal keys gives the mean of the values, and a bias decides between them")
    func attention() {
        let keys = Tensor([1, 1, 1, 1], shape: [2, 2])
        let values = Tensor([0, 2, 4, 6], shape: [2, 2])
        let query = Tensor([5, -3], shape: [1, 2])
        let mean = device.attention(queries: query, keys: keys, values: values, heads: 1, scale: 1, bias: nil)
        #expect(mean.elements() == [2, 4])
        let biased = device.attention(
            queries: query, keys: keys, values: values, heads: 1, scale: 1,
            bias: Tensor([0, Float(log(3.0))], shape: [2]))
        #expect(zip(biased.elements(), [3, 5]).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test("one row with log(n) added stands for n equal rows")
    func repeatedKeys() {
        let query = Tensor([0.3, -1.2], shape: [1, 2])
        let (first, second): ([Float], [Float]) = ([0.5, 0.25], [-1, 2])
        let all = Tensor(first + second + second + second, shape: [4, 2])
        let short = Tensor(first + second, shape: [2, 2])
        let expected = device.attention(queries: query, keys: all, values: all, heads: 1, scale: 0.7, bias: nil)
        let found = device.attention(
            queries: query, keys: short, values: short, heads: 1, scale: 0.7,
            bias: Tensor([0, Float(log(3.0))], shape: [2]))
        #expect(zip(found.elements(), expected.elements()).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test("rotary pairs lie next to each other")
    func rotary() {
        let table = RotaryTable(cosines: Tensor([0], shape: [1, 1]), sines: Tensor([1], shape: [1, 1]))
        let y = device.rmsNorm(
            Tensor([1, 1, 1, -1], shape: [1, 4]), weight: Tensor([1, 1, 1, 1], shape: [4]), epsilon: 0, rotary: table)
        #expect(y.elements() == [-1, 1, 1, 1])
    }

    @Test("a permutation moves axis order[i] to place i")
    func permute() {
        let x = Tensor((0..<6).map(Float.init), shape: [1, 2, 3])
        let y = device.permute(x, [2, 0, 1])
        #expect(y.shape == [3, 1, 2])
        #expect(y.elements() == [0, 3, 1, 4, 2, 5])
    }

    @Test("a convolution sees zeros beyond the frame and for frames that are not there")
    func convolution() {
        let ones = Tensor([Float](repeating: 1, count: 27), shape: [1, 1, 3, 3, 3])
        let prepared = device.prepareConvolution(
            weight: ones, bias: Tensor([0.5], shape: [1]), stride: 1, upsampling: 1, padding: .all(1))
        let frame = Tensor([1, 2, 3, 4], shape: [2, 2, 1])
        let y = device.convolve(
            [nil, frame, frame], with: prepared, residuals: [Tensor([0, 0, 0, 1], shape: [2, 2, 1])])[0]
        #expect(y.elements() == [20.5, 20.5, 20.5, 21.5])
    }

    @Test(
        "activations at 1",
        arguments: [
            (Activation.identity, 1), (.silu, 0.7310586), (.geluTanh, 0.841192), (.geluErf, 0.8413447),
        ] as [(Activation, Float)])
    func activations(activation: Activation, expected: Float) {
        let y = device.activate(Tensor([1], shape: [1]), activation).element(at: 0)
        #expect(abs(y - expected) < 1e-6)
    }
}
