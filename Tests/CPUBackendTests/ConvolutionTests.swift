import CPUBackend
import Tensors
import Testing

/// Sums of up to 27 * 96 products in float32: each rounds by 2^-24, and over a sum of n products the rounding grows like
/// sqrt(n); the worst of some thousand elements lies about 4 times higher. 2^-24 * sqrt(2592) * 4 = 1.2e-5.
/// Winograd's transforms round as much again but sum only up to 64 products at a time.
private let sumTolerance = 1.5e-5

@Suite("Convolution on the CPU") struct ConvolutionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var inputs = 20, outputs = 24
        var kernel = (3, 3, 3)
        var stride = 1, upsampling = 1
        var padding = ConvolutionGeometry.Padding.all(1)
        var size = (5, 7)
        var absent: Set<Int> = []
        var frames = 1
        var residual = false
        var norm = false, keepsSums = true
        var bias = true
        var dtype = DType.float32
        var shift = 0
        var threads = 2
        var testDescription: String {
            "\(inputs)->\(outputs) kernel \(kernel) stride \(stride) upsampling \(upsampling) on \(size), \(dtype), "
                + "absent \(absent.sorted()), \(frames) frames"
        }
    }

    private func check(_ test: Case, sourceLocation: SourceLocation = #_sourceLocation) {
        var noise = Noise(seed: test.inputs * 1000 + test.outputs + test.size.0)
        let (time, height, width) = test.kernel
        let weight = noise.tensor([test.outputs, test.inputs, time, height, width]).stored(
            as: test.dtype, shift: test.shift)
        let bias = test.bias ? noise.tensor([test.outputs]).stored(as: test.dtype, shift: test.shift) : nil
        let window = (0..<time + test.frames - 1).map { t in
            let frame = noise.tensor([test.size.0, test.size.1, test.inputs])
            return test.absent.contains(t) ? nil : frame
        }
        let norm = test.norm ? UnitNorm(weight: noise.tensor([test.outputs]), silu: true) : nil
        let reference = ReferenceDevice()
        let meant = reference.prepareConvolution(
            weight: weight, bias: bias, stride: test.stride, upsampling: test.upsampling, padding: test.padding)
        let size = meant.geometry.outputSize(height: test.size.0, width: test.size.1)
        let residuals =
            test.residual
            ? (0..<test.frames).map { _ in noise.tensor([size.height, size.width, test.outputs]) } : nil
        let expected = reference.convolve(
            window, with: meant, residuals: residuals, norm: norm, keepsSums: test.keepsSums)
        for instructions in InstructionSet.available {
            let device = CPUDevice(threads: test.threads, instructions: instructions)
            let prepared = device.prepareConvolution(
                weight: weight, bias: bias, stride: test.stride, upsampling: test.upsampling, padding: test.padding)
            // Twice: the first use arranges the weights and leaves the residuals alone, the second may write over its own.
            for round in 0..<2 {
                let found = device.convolve(
                    window, with: prepared,
                    residuals: round == 0 ? residuals : residuals?.map { Tensor($0.elements(), shape: $0.shape) },
                    norm: norm, keepsSums: test.keepsSums)
                #expect(found.sums.count == expected.sums.count && found.normed.count == expected.normed.count)
                for (found, expected) in zip(found.sums + found.normed, expected.sums + expected.normed) {
                    expectClose(found, expected, tolerance: sumTolerance, sourceLocation: sourceLocation)
                }
            }
        }
    }

    static let channels = [1, 3, 5, 12, 16, 17, 20, 24, 33, 48, 96]

    @Test("any number of channels", arguments: channels, channels)
    func anyChannels(inputs: Int, outputs: Int) {
        check(Case(inputs: inputs, outputs: outputs, size: (3, 5)))
        check(Case(inputs: inputs, outputs: outputs, size: (9, 6), residual: true))
    }

    @Test("any frame", arguments: [(1, 1), (2, 3), (5, 7), (8, 8), (13, 17), (32, 32)])
    func anyFrame(size: (Int, Int)) {
        check(Case(inputs: 5, outputs: 33, size: size, residual: true))
        check(Case(inputs: 17, outputs: 3, size: size))
        check(Case(inputs: 16, outputs: 20, kernel: (1, 3, 3), size: size, bias: false))
    }

    @Test("any padding", arguments: [(0, 0, 0, 0), (0, 0, 1, 1), (2, 1, 0, 3), (1, 2, 3, 0)])
    func anyPadding(top: Int, left: Int, bottom: Int, right: Int) {
        let padding = ConvolutionGeometry.Padding(top: top, left: left, bottom: bottom, right: right)
        check(Case(padding: padding, size: (13, 17), absent: [1]))
        check(Case(inputs: 3, outputs: 5, padding: padding, size: (8, 8)))
        check(Case(inputs: 9, outputs: 16, kernel: (2, 2, 3), padding: padding, size: (5, 7)))
    }

    @Test("any number of threads", arguments: [1, 3, 7])
    func anyThreads(threads: Int) {
        check(Case(inputs: 33, outputs: 96, size: (13, 17), residual: true, threads: threads))
        check(Case(inputs: 3, outputs: 96, size: (13, 17), threads: threads))
    }

    @Test("kernels along time only or over one pixel", arguments: [(1, 1), (5, 7), (13, 17)])
    func unpadded(size: (Int, Int)) {
        check(Case(inputs: 24, outputs: 48, kernel: (3, 1, 1), padding: .all(0), size: size, residual: true))
        check(Case(inputs: 33, outputs: 17, kernel: (1, 1, 1), padding: .all(0), size: size))
        check(Case(inputs: 96, outputs: 96, kernel: (2, 1, 1), padding: .all(0), size: size))
    }

    @Test("every second pixel, with zeros below and to the right", arguments: [(2, 2), (5, 7), (8, 8), (13, 17)])
    func strided(size: (Int, Int)) {
        let padding = ConvolutionGeometry.Padding(top: 0, left: 0, bottom: 1, right: 1)
        check(Case(inputs: 20, outputs: 33, kernel: (1, 3, 3), stride: 2, padding: padding, size: size))
        check(Case(inputs: 20, outputs: 4, kernel: (1, 3, 3), stride: 2, padding: padding, size: size))
        check(Case(inputs: 48, outputs: 16, kernel: (1, 3, 3), stride: 2, padding: padding, size: size, residual: true))
    }

    @Test("frames of zeros are left out", arguments: [[0], [1], [2], [0, 1], [0, 2], [1, 2]])
    func absentFrames(absent: Set<Int>) {
        check(Case(absent: absent, residual: true))
        check(Case(inputs: 96, outputs: 48, size: (8, 8), absent: absent))
        check(Case(kernel: (3, 1, 1), padding: .all(0), absent: absent))
        check(Case(outputs: 3, size: (8, 19), absent: absent, residual: true))
    }

    @Test("two frames at a time, and one that is left", arguments: [2, 3, 4], [1, 8, 20, 33])
    func severalFrames(frames: Int, inputs: Int) {
        check(Case(inputs: inputs, outputs: 40, size: (13, 17), frames: frames, residual: true))
        check(Case(inputs: inputs, outputs: 24, size: (4, 9), absent: [0], frames: frames))
        check(Case(inputs: inputs, outputs: 16, size: (8, 8), absent: [0, 1], frames: frames))
        check(Case(inputs: inputs, outputs: 3, size: (5, 7), frames: frames, residual: true))
        check(Case(inputs: inputs, outputs: 17, kernel: (1, 3, 3), size: (5, 7), frames: frames))
        check(Case(inputs: inputs, outputs: 17, kernel: (2, 3, 3), size: (5, 7), frames: frames))
        check(Case(inputs: inputs, outputs: 17, kernel: (3, 1, 1), padding: .all(0), size: (5, 7), frames: frames))
    }

    @Test("frames seen at twice their height and width", arguments: [(1, 1), (2, 3), (5, 7), (13, 10)])
    func upsampled(size: (Int, Int)) {
        let uneven = ConvolutionGeometry.Padding(top: 2, left: 0, bottom: 1, right: 3)
        for inputs in [3, 8, 20, 70] {
            check(Case(inputs: inputs, outputs: 24, kernel: (1, 3, 3), upsampling: 2, size: size, frames: 2))
            check(Case(inputs: inputs, outputs: 17, upsampling: 2, padding: uneven, size: size, frames: 2))
        }
        check(Case(inputs: 20, outputs: 3, kernel: (1, 3, 3), upsampling: 2, size: size, residual: true))
        check(Case(inputs: 20, outputs: 12, kernel: (1, 3, 3), stride: 2, upsampling: 2, size: size))
        check(Case(inputs: 20, outputs: 12, kernel: (1, 1, 1), upsampling: 2, padding: .all(0), size: size))
    }

    @Test("results come normalized, with their sums or instead of them", arguments: [true, false], [1, 2])
    func normed(keepsSums: Bool, frames: Int) {
        for size in [(2, 3), (5, 7), (16, 16), (33, 30)] {
            for outputs in [24, 33, 96] {
                check(
                    Case(
                        inputs: 12, outputs: outputs, size: size, frames: frames, residual: true, norm: true,
                        keepsSums: keepsSums))
            }
            check(Case(inputs: 5, outputs: 20, size: size, frames: frames, norm: true, keepsSums: keepsSums))
            check(Case(inputs: 12, outputs: 3, size: size, frames: frames, norm: true, keepsSums: keepsSums))
        }
        check(
            Case(
                inputs: 12, outputs: 96, size: (13, 17), frames: frames, norm: true, keepsSums: keepsSums, threads: 7))
    }

    @Test("weights of every type at any address", arguments: DType.floats, [0, 2])
    func weightTypes(dtype: DType, shift: Int) {
        check(Case(dtype: dtype, shift: shift))
        check(Case(inputs: 12, outputs: 3, kernel: (1, 3, 3), dtype: dtype, shift: shift))
    }

    @Test("weights too many for one block")
    func manyChannels() {
        check(Case(inputs: 384, outputs: 40, size: (2, 3), absent: [1], residual: true))
        check(Case(inputs: 1024, outputs: 17, kernel: (3, 1, 1), padding: .all(0), size: (2, 2)))
    }

    @Test("Winograd's transforms round no more than long sums do")
    func transformsRoundLittle() {
        var noise = Noise(seed: 7)
        let reference = ReferenceDevice()
        let weight = noise.tensor([16, 96, 3, 3, 3])
        // Mostly positive, as after SiLU: the sums that cancellation in the transforms hurts most.
        let window = (0..<4).map { _ in reference.activate(noise.tensor([16, 16, 96], scale: 3), .silu) }
        func prepared(on device: any Device) -> any PreparedConvolution {
            device.prepareConvolution(weight: weight, bias: nil, stride: 1, upsampling: 1, padding: .all(1))
        }
        let expected = reference.convolve(window, with: prepared(on: reference))
        for instructions in InstructionSet.available {
            let device = CPUDevice(threads: 2, instructions: instructions)
            let together = device.convolve(window, with: prepared(on: device))
            let alone = device.convolve(window.dropLast(), with: prepared(on: device))
            // 6.7e-7 alone and 7.6e-7 together where it was measured; PyTorch's float32 convolution has 9.0e-7. The points
            // 0, ±1, ±2 in space would give 1.6e-6.
            #expect(relativeError(of: alone[0], to: expected[0]) < 1e-6)
            #expect(relativeError(of: together[0], to: expected[0]) < 1e-6)
            #expect(relativeError(of: together[1], to: expected[1]) < 1e-6)
        }
    }

    /// Root of the mean square error as a share of the root of the mean square.
    private func relativeError(of found: Tensor, to expected: Tensor) -> Double {
        let square = zip(found.elements(), expected.elements()).reduce(0) { sum, pair in
            sum + Double(pair.0 - pair.1) * Double(pair.0 - pair.1)
        }
        return (square / expected.elements().reduce(0) { $0 + Double($1) * Double($1) }).squareRoot()
    }
}
