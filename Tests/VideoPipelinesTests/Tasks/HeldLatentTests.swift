import CPUBackend
import Tensors
import Testing

@testable import VideoPipelines

@Suite("HeldLatent") struct HeldLatentTests {
    private let device = CPUDevice(threads: 1)

    private func tensor(_ value: Float) -> Tensor {
        let tensor = device.empty([1, 4, 2, 2])
        tensor.floats.update(repeating: value)
        return tensor
    }

    /// One frame of references, then three latent frames of nine pixel frames; the first five are known.
    private func held(changing changed: Int? = nil) -> HeldLatent {
        var mask = (0..<9).map { InputPicture.filled($0 < 5 ? 0 : 255, width: 8, height: 8) }
        if let changed { mask[changed] = .filled(255, width: 8, height: 8) }
        return HeldLatent(
            keeping: tensor(3), noise: tensor(1), mask: LatentMask(pictures: mask, side: 4, together: 4))
    }

    @Test("known frames are put back as noisy as the rest; references and new frames stay as they are")
    func restores() {
        let result = held().restored(in: tensor(0), sigma: 0.25, before: 3, on: device).elements()
        #expect(result == [0, 0, 0, 0] + [Float](repeating: 2.5, count: 8) + [0, 0, 0, 0])
    }

    @Test("a latent frame of which one pixel frame is new is not held")
    func partly() {
        let result = held(changing: 3).restored(in: tensor(0), sigma: 0.25, before: 3, on: device).elements()
        #expect(result == [0, 0, 0, 0] + [Float](repeating: 2.5, count: 4) + [Float](repeating: 0, count: 8))
    }

    @Test("a guide is followed where its mask is white, up to a step")
    func follows() {
        let mask = (0..<9).map { frame in
            InputPicture(
                width: 8, height: 8,
                bytes: (0..<192).map { frame > 4 && $0 / 3 % 8 >= 4 && $0 / 24 < 4 ? 255 : 0 })
        }
        let guide = device.empty([1, 3, 2, 2])
        guide.floats.update(repeating: 3)
        let held = HeldLatent(
            following: guide, noise: tensor(1), mask: LatentMask(pictures: mask, side: 4, together: 4), freeFrom: 4)
        let early = held.restored(in: tensor(0), sigma: 0.5, before: 3, on: device).elements()
        #expect(early == [Float](repeating: 0, count: 12) + [0, 2, 0, 0])
        let late = held.restored(in: tensor(0), sigma: 0.5, before: 4, on: device).elements()
        #expect(late == [Float](repeating: 0, count: 16))
    }
}
