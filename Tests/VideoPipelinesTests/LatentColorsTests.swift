import CPUBackend
import Tensors
import Testing

@testable import VideoPipelines

@Suite("Latent colours") struct LatentColorsTests {
    @Test("find a linear function again") func linear() {
        let weights: [[Float]] = [[0.1, -0.05, 0.02], [0, 0.08, -0.1]]
        let offset: [Float] = [0.5, 0.4, 0.6]
        let samples = (0..<60).map { number in
            let latent = [Float(number % 7) / 3 - 1, Float(number % 11) / 5 - 1]
            return LatentColors.Sample(
                latent: latent,
                color: (0..<3).map { offset[$0] + weights[0][$0] * latent[0] + weights[1][$0] * latent[1] })
        }
        let colors = LatentColors(fitting: samples)
        let device = ReferenceDevice()
        let latent = device.zeros([2, 1, 1, 2])
        for (index, value) in [Float(1), -1, 0.5, 1].enumerated() { latent.floats[index] = value }
        let picture = colors.picture(inMiddleOf: latent)
        let expected: [Double] = [0.6, 0.39, 0.57, 0.4, 0.53, 0.48]
        #expect([picture.width, picture.height] == [2, 1])
        for (byte, value) in zip(picture.bytes, expected) { #expect(abs(Double(byte) / 255 - value) < 0.01) }
    }
}
