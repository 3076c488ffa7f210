import CPUBackend
import Foundation
import Tensors

/// Times single operations at the shapes of real models and prints each as a share of this machine's peak.
@main struct Operations {
    static func main() {
        let threads = ProcessInfo.processInfo.environment["KINORA_THREADS"].flatMap(Int.init) ?? 2
        let device = CPUDevice(threads: threads)
        let peak = Operation.linear(1536, 1536, 1536, .float32).best(on: device, seconds: 1.5)
        print("\(threads) threads; the share is of the fastest matrix product seen, \(Int(peak)) GFLOP/s")
        for operation in Operation.all {
            let (median, best) = operation.rates(on: device, seconds: 1.5)
            let share = Int((median / peak * 100).rounded())
            print(
                "\(operation.name.padding(toLength: 46, withPad: " ", startingAt: 0))"
                    + "\(Int(operation.flops / 1e6)) MFLOP  median \(Int(median)) best \(Int(best)) GFLOP/s  \(share) %"
            )
        }
    }
}

/// One call of the device with the work it states to do.
struct Operation {
    let name: String
    /// Floating point operations of the textbook algorithm, a multiply-add being two.
    let flops: Double
    /// Makes the inputs and returns the call to time.
    let prepare: (CPUDevice) -> () -> Void

    static var all: [Operation] {
        [
            linear(1280, 384, 384, .float32), linear(1280, 384, 1536, .float32), linear(1200, 1536, 1536, .float32),
            linear(1200, 1536, 8960, .float32), linear(1200, 1536, 8960, .bfloat16), linear(1200, 8960, 1536, .float32),
            linear(16, 4096, 10240, .bfloat16), attention(1280, heads: 6, width: 64),
            attention(1200, heads: 12, width: 128),
            attention(4680, heads: 12, width: 128), attention(960, heads: 1, width: 384),
            convolution(384, 384, side: 16),
            convolution(384, 384, side: 32), convolution(192, 192, side: 64), convolution(96, 96, side: 128),
            convolution(24, 24, side: 256), convolution(24, 3, side: 256),
        ]
    }

    static func linear(_ rows: Int, _ inputs: Int, _ outputs: Int, _ dtype: DType) -> Operation {
        Operation(
            name: "linear \(rows)x\(inputs) to \(outputs), \(dtype)",
            flops: 2 * Double(rows) * Double(inputs) * Double(outputs)
        ) { device in
            let x = filled(device.empty([rows, inputs]))
            let storage = Storage.heap(byteCount: outputs * inputs * dtype.byteCount)
            let weight = Tensor(shape: [outputs, inputs], dtype: dtype, storage: storage)
            // Bits of small positive numbers in all three types.
            storage.address.initializeMemory(
                as: UInt16.self, repeating: 0x3D00, count: outputs * inputs * dtype.byteCount / 2)
            return { _ = device.linear(x, weight: weight, bias: nil, activation: .identity) }
        }
    }

    static func attention(_ tokens: Int, heads: Int, width: Int) -> Operation {
        Operation(
            name: "attention \(tokens) tokens, \(heads) heads of \(width)",
            flops: 4 * Double(tokens) * Double(tokens) * Double(heads * width)
        ) { device in
            let inputs = (0..<3).map { _ in filled(device.empty([tokens, heads * width])) }
            let scale = 1 / Float(width).squareRoot()
            return {
                _ = device.attention(
                    queries: inputs[0], keys: inputs[1], values: inputs[2], heads: heads, scale: scale, bias: nil)
            }
        }
    }

    static func convolution(_ inputs: Int, _ outputs: Int, side: Int) -> Operation {
        Operation(
            name: "convolution 3x3x3, \(inputs) to \(outputs), \(side)x\(side)",
            flops: 54 * Double(inputs) * Double(outputs) * Double(side * side)
        ) { device in
            let window = (0..<3).map { _ in filled(device.empty([side, side, inputs])) }
            let prepared = device.prepareConvolution(
                weight: filled(device.empty([outputs, inputs, 3, 3, 3])), bias: nil, stride: 1, padding: .all(1))
            return { _ = device.convolve(window, with: prepared, residual: nil) }
        }
    }

    /// Numbers between -1 and 1 that repeat seldom.
    private static func filled(_ tensor: Tensor) -> Tensor {
        var state: UInt32 = 1
        for index in tensor.floats.indices {
            state = state &* 1_664_525 &+ 1_013_904_223
            tensor.floats[index] = Float(Int32(bitPattern: state)) / Float(Int32.max)
        }
        return tensor
    }

    func best(on device: CPUDevice, seconds: Double) -> Double { rates(on: device, seconds: seconds).best }

    /// GFLOP/s, median and best of as many calls as fit into the time, at least three after one to warm up.
    func rates(on device: CPUDevice, seconds: Double) -> (median: Double, best: Double) {
        let call = prepare(device)
        call()
        var rates: [Double] = []
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        while rates.count < 3 || clock.now < end {
            let passed = clock.measure(call).components
            rates.append(flops / (Double(passed.seconds) + Double(passed.attoseconds) * 1e-18) / 1e9)
        }
        rates.sort()
        return (rates[rates.count / 2], rates[rates.count - 1])
    }
}
