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
        var stride = 1
        var padding = ConvolutionGeometry.Padding.all(1)
        var size = (5, 7)
        var absent: Set<Int> = []
        var residual = false
        var bias = true
        var dtype = DType.float32
        var shift = 0
        var threads = 2
        var testDescription: String {
            "\(inputs)->\(outputs) kernel \(kernel) stride \(stride) on \(size), \(dtype), absent \(absent.sorted())"
        }
    }

    private func check(_ test: Case, sourceLocation: SourceLocation = #_sourceLocation) {
        var noise = Noise(seed: test.inputs * 1000 + test.outputs + test.size.0)
        let (time, height, width) = test.kernel
        let weight = noise.tensor([test.outputs, test.inputs, time, height, width]).stored(
            as: test.dtype, shift: test.shift)
        let bias = test.bias ? noise.tensor([test.outputs]).stored(as: test.dtype, shift: test.shift) : nil
        let window = (0..<time).map { t in
            let frame = noise.tensor([test.size.0, test.size.1, test.inputs])
            return test.absent.contains(t) ? nil : frame
        }
        let reference = ReferenceDevice()
        let meant = reference.prepareConvolution(
            weight: weight, bias: bias, stride: test.stride, padding: test.padding)
        let size = meant.geometry.outputSize(height: test.size.0, width: test.size.1)
        let residual = test.residual ? noise.tensor([size.height, size.width, test.outputs]) : nil
        let expected = reference.convolve(window, with: meant, residual: residual)
        for instructions in InstructionSet.available {
            let device = CPUDevice(threads: test.threads, instructions: instructions)
            let prepared = device.prepareConvolution(
                weight: weight, bias: bias, stride: test.stride, padding: test.padding)
            // Twice: the first use arranges the weights.
            for _ in 0..<2 {
                let found = device.convolve(window, with: prepared, residual: residual)
                expectClose(found, expected, tolerance: sumTolerance, sourceLocation: sourceLocation)
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
        let window = (0..<3).map { _ in reference.activate(noise.tensor([16, 16, 96], scale: 3), .silu) }
        let expected = reference.convolve(
            window, with: reference.prepareConvolution(weight: weight, bias: nil, stride: 1, padding: .all(1)),
            residual: nil)
        for instructions in InstructionSet.available {
            let device = CPUDevice(threads: 2, instructions: instructions)
            let found = device.convolve(
                window, with: device.prepareConvolution(weight: weight, bias: nil, stride: 1, padding: .all(1)),
                residual: nil)
            let square = zip(found.elements(), expected.elements()).reduce(0) { sum, pair in
                sum + Double(pair.0 - pair.1) * Double(pair.0 - pair.1)
            }
            let size = expected.elements().reduce(0) { $0 + Double($1) * Double($1) }
            // 6.7e-7 where it was measured; PyTorch's float32 convolution has 9.0e-7. The points 0, ±1, ±2 would give 1.6e-6.
            #expect((square / size).squareRoot() < 1e-6)
        }
    }
}
