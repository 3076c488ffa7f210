import CPUBackend
import Tensors

/// One call of the device, with the work that it states to do.
struct Operation {
    let name: String
    /// Floating point operations of the textbook algorithm, a multiply-add being two.
    let flops: Double
    /// Bytes of inputs, weights and results, each moved once.
    let bytes: Double
    /// Makes the inputs and returns the call to time.
    let prepare: (CPUDevice) -> () -> Void

    static var all: [Operation] {
        [
            linear(1280, 384, 384, .float32), linear(1280, 384, 1536, .float32), linear(1200, 1536, 1536, .float32),
            linear(1200, 1536, 8960, .float32), linear(1200, 1536, 8960, .bfloat16), linear(1200, 1536, 8960, .int8),
            linear(1200, 8960, 1536, .float32), linear(16, 4096, 10240, .bfloat16), linear(16, 4096, 10240, .int8),
            linear(1, 4096, 10240, .bfloat16), linear(1, 4096, 10240, .int8), attention(1280, heads: 6, width: 64),
            attention(1200, heads: 12, width: 128), attention(4680, heads: 12, width: 128),
            attention(960, heads: 1, width: 384), convolution(384, 384, side: 16), convolution(384, 384, side: 32),
            convolution(192, 192, side: 64), convolution(96, 96, side: 128), convolution(24, 24, side: 256),
            convolution(24, 3, side: 256), layerNorm(1200, 1536), rmsNorm(1200, heads: 12, width: 128),
            unitNorm(96, side: 128),
        ]
    }

    /// Seconds of each call, sorted: as many as fit into the time, at least five after one to warm up.
    func seconds(on device: CPUDevice, for seconds: Double) -> [Double] {
        let call = prepare(device)
        call()
        var times: [Double] = []
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        while times.count < 5 || clock.now < end { times.append(clock.measure(call).inSeconds) }
        return times.sorted()
    }
}

extension Operation {
    static func linear(_ rows: Int, _ inputs: Int, _ outputs: Int, _ dtype: DType) -> Operation {
        Operation(
            name: "linear \(rows)x\(inputs) to \(outputs), \(dtype)",
            flops: 2 * Double(rows) * Double(inputs) * Double(outputs),
            bytes: Double(4 * rows * (inputs + outputs) + inputs * outputs * dtype.byteCount)
        ) { device in
            let x = filled(device.empty([rows, inputs]))
            let storage = Storage.heap(byteCount: outputs * inputs * dtype.byteCount)
            let elements = Tensor(shape: [outputs, inputs], dtype: dtype, storage: storage)
            // Bits of small positive numbers in every type.
            storage.address.initializeMemory(
                as: UInt16.self, repeating: 0x3D00, count: outputs * inputs * dtype.byteCount / 2)
            let weight =
                dtype == .int8
                ? WeightMatrix(integers: elements, scales: filled(device.empty([outputs])))
                : WeightMatrix(elements)
            return { _ = device.linear(x, weight: weight, bias: nil, activation: .identity) }
        }
    }

    static func attention(_ tokens: Int, heads: Int, width: Int) -> Operation {
        Operation(
            name: "attention \(tokens) tokens, \(heads) heads of \(width)",
            flops: 4 * Double(tokens) * Double(tokens) * Double(heads * width),
            bytes: Double(4 * 4 * tokens * heads * width)
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
            flops: 54 * Double(inputs) * Double(outputs) * Double(side * side),
            bytes: Double(4 * (side * side * (3 * inputs + outputs) + 27 * inputs * outputs))
        ) { device in
            let window = (0..<3).map { _ in filled(device.empty([side, side, inputs])) }
            let prepared = device.prepareConvolution(
                weight: filled(device.empty([outputs, inputs, 3, 3, 3])), bias: nil, stride: 1, upsampling: 1,
                padding: .all(1))
            return { _ = device.convolve(window, with: prepared) }
        }
    }

    static func layerNorm(_ rows: Int, _ channels: Int) -> Operation {
        Operation(
            name: "layer norm, scale and shift, \(rows)x\(channels)", flops: 8 * Double(rows * channels),
            bytes: Double(8 * rows * channels)
        ) { device in
            let x = filled(device.empty([rows, channels]))
            let (scale, shift) = (filled(device.empty([channels])), filled(device.empty([channels])))
            return { _ = device.layerNorm(x, scale: scale, shift: shift, epsilon: 1e-6) }
        }
    }

    static func rmsNorm(_ rows: Int, heads: Int, width: Int) -> Operation {
        Operation(
            name: "RMS norm and rotary, \(rows)x\(heads * width)", flops: 7 * Double(rows * heads * width),
            bytes: Double(8 * rows * heads * width + 4 * rows * width)
        ) { device in
            let x = filled(device.empty([rows, heads * width]))
            let weight = filled(device.empty([heads * width]))
            let rotary = RotaryTable(
                cosines: filled(device.empty([rows, width / 2])), sines: filled(device.empty([rows, width / 2])))
            return { _ = device.rmsNorm(x, weight: weight, epsilon: 1e-6, rotary: rotary) }
        }
    }

    static func unitNorm(_ channels: Int, side: Int) -> Operation {
        Operation(
            name: "unit norm and SiLU, \(side)x\(side)x\(channels)", flops: 20 * Double(side * side * channels),
            bytes: Double(8 * side * side * channels)
        ) { device in
            let x = filled(device.empty([side, side, channels]))
            let weight = filled(device.empty([channels]))
            return { _ = device.unitNorm(x, UnitNorm(weight: weight, silu: true)) }
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
}
