import DiffusionSampling
import Tensors
import Testing

@Suite("Latents of other sizes") struct LatentResamplingTests {
    private let device = ReferenceDevice()

    @Test("smaller noise is noise, too", arguments: [(32, 16), (32, 20), (30, 17), (32, 32)])
    func noise(size: Int, smaller: Int) {
        var generator = TorchGenerator(seed: 5)
        let noise = generator.normal([8, 2, size, size])
        let shrunk = shrinkNoise(noise, height: smaller, width: smaller, on: device).elements()
        #expect(shrunk.count == 8 * 2 * smaller * smaller)
        let mean = shrunk.reduce(0, +) / Float(shrunk.count)
        let variance = shrunk.reduce(0) { $0 + $1 * $1 } / Float(shrunk.count)
        // Four standard errors of the mean and the variance of so many independent numbers.
        let error = 4 / Float(shrunk.count).squareRoot()
        #expect(abs(mean) < error * 1.5 && abs(variance - 1) < error * 2)
    }

    @Test("half the noise is the sum of four over two")
    func half() {
        let noise = Tensor((0..<8).map(Float.init), shape: [1, 1, 2, 4])
        let shrunk = shrinkNoise(noise, height: 1, width: 2, on: device)
        #expect(zip(shrunk.elements(), [5, 9]).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    @Test("enlarging keeps a slope inside, the ends outside, and a single pixel")
    func enlarges() {
        let slope = Tensor([0, 1, 2, 3], shape: [1, 1, 1, 4])
        let doubled = enlargeLatent(slope, height: 2, width: 8, on: device)
        let row: [Float] = [0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]
        #expect(doubled.shape == [1, 1, 2, 8] && doubled.elements() == row + row)
        let same = enlargeLatent(slope, height: 1, width: 4, on: device)
        #expect(same.elements() == slope.elements())
    }
}
