import Foundation

/// Every operation of `Device` in plain Swift, one loop after its formula, sums in double precision.
///
/// It is the meaning that fast devices are tested against. It is slow.
public final class ReferenceDevice: Device {
    public init() {}

    public func empty(_ shape: Shape) -> Tensor {
        Tensor(shape: shape, dtype: .float32, storage: .heap(byteCount: shape.count * 4))
    }
}

// MARK: - Matrix products

extension ReferenceDevice {
    public func linear(_ x: Tensor, weight: WeightMatrix, bias: Tensor?, activation: Activation) -> Tensor {
        precondition(x.shape.rank == 2 && x.shape[1] == weight.shape[1])
        precondition(bias.map { $0.shape == [weight.shape[0]] } ?? true)
        let (rows, inputs, outputs) = (x.shape[0], x.shape[1], weight.shape[0])
        let (source, weights, offsets) = (x.elements(), weight.weights(), bias?.elements())
        let result = empty([rows, outputs])
        for row in 0..<rows {
            for output in 0..<outputs {
                var sum = Double(offsets?[output] ?? 0)
                for k in 0..<inputs { sum += Double(source[row * inputs + k]) * Double(weights[output * inputs + k]) }
                result.floats[row * outputs + output] = Float(activation.apply(sum))
            }
        }
        return result
    }

    public func linears(_ x: Tensor, _ layers: [(weight: WeightMatrix, bias: Tensor?)]) -> [Tensor] {
        layers.map { linear(x, weight: $0.weight, bias: $0.bias, activation: .identity) }
    }

    public func accumulateLinear(_ y: Tensor, weight: WeightMatrix, bias: Tensor?, gate: Tensor?, into x: Tensor) {
        accumulate(linear(y, weight: weight, bias: bias, activation: .identity), gate: gate, into: x)
    }

    public func attention(
        queries: Tensor, keys: Tensor, values: Tensor, heads: Int, scale: Float, bias: Tensor?
    ) -> Tensor {
        let (queryCount, keyCount, channels) = (queries.shape[0], keys.shape[0], queries.shape[1])
        precondition(keys.shape == [keyCount, channels] && values.shape == keys.shape && channels % heads == 0)
        precondition(bias.map { $0.shape == [keyCount] || $0.shape == [heads, queryCount, keyCount] } ?? true)
        let width = channels / heads
        let (q, k, v, offsets) = (queries.elements(), keys.elements(), values.elements(), bias?.elements())
        let result = empty(queries.shape)
        for head in 0..<heads {
            for query in 0..<queryCount {
                var scores = [Double](repeating: 0, count: keyCount)
                for key in 0..<keyCount {
                    var sum = 0.0
                    for d in 0..<width {
                        sum +=
                            Double(q[query * channels + head * width + d])
                            * Double(k[key * channels + head * width + d])
                    }
                    let offset = bias?.shape.rank == 1 ? key : (head * queryCount + query) * keyCount + key
                    scores[key] = sum * Double(scale) + Double(offsets?[offset] ?? 0)
                }
                let largest = scores.max() ?? 0
                let weights = scores.map { exp($0 - largest) }
                let total = weights.reduce(0, +)
                for d in 0..<width {
                    var sum = 0.0
                    for key in 0..<keyCount { sum += weights[key] * Double(v[key * channels + head * width + d]) }
                    result.floats[query * channels + head * width + d] = Float(sum / total)
                }
            }
        }
        return result
    }
}

// MARK: - Rows

extension ReferenceDevice {
    public func layerNorm(_ x: Tensor, scale: Tensor?, shift: Tensor?, epsilon: Float) -> Tensor {
        let (scales, shifts) = (scale?.elements(), shift?.elements())
        return mapRows(x) { row in
            let mean = row.reduce(0, +) / Double(row.count)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
            let factor = 1 / (variance + Double(epsilon)).squareRoot()
            for c in row.indices {
                row[c] = (row[c] - mean) * factor * Double(scales?[c] ?? 1) + Double(shifts?[c] ?? 0)
            }
        }
    }

    public func rmsNorm(_ x: Tensor, weight: Tensor, epsilon: Float, rotary: RotaryTable?) -> Tensor {
        precondition(weight.shape == [x.shape[-1]])
        let weights = weight.elements()
        let normed = mapRows(x) { row in
            let factor = 1 / (row.reduce(0) { $0 + $1 * $1 } / Double(row.count) + Double(epsilon)).squareRoot()
            for c in row.indices { row[c] *= factor * Double(weights[c]) }
        }
        guard let rotary else { return normed }
        let pairs = rotary.cosines.shape[1]
        let period = rotary.cosines.shape[0]
        precondition(x.shape[0] % period == 0 && x.shape[1] % (2 * pairs) == 0)
        let (cosines, sines) = (rotary.cosines.elements(), rotary.sines.elements())
        for index in 0..<(normed.count / 2) {
            let row = index * 2 / x.shape[1]
            let angle = row % period * pairs + index % pairs
            let (a, b) = (Double(normed.floats[2 * index]), Double(normed.floats[2 * index + 1]))
            let (cosine, sine) = (Double(cosines[angle]), Double(sines[angle]))
            normed.floats[2 * index] = Float(a * cosine - b * sine)
            normed.floats[2 * index + 1] = Float(a * sine + b * cosine)
        }
        return normed
    }

    public func unitNorm(_ x: Tensor, _ norm: UnitNorm) -> Tensor {
        precondition(norm.weight.shape == [x.shape[-1]])
        let weights = norm.weight.elements()
        return mapRows(x) { row in
            let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let factor = Double(row.count).squareRoot() / max(length, 1e-12)
            for c in row.indices {
                let y = row[c] * factor * Double(weights[c])
                row[c] = norm.silu ? Activation.silu.apply(y) : y
            }
        }
    }

    private func mapRows(_ x: Tensor, _ change: (inout [Double]) -> Void) -> Tensor {
        let width = x.shape[-1]
        let result = empty(x.shape)
        for row in 0..<x.shape.rowCount {
            var elements = (0..<width).map { Double(x.element(at: row * width + $0)) }
            change(&elements)
            for c in 0..<width { result.floats[row * width + c] = Float(elements[c]) }
        }
        return result
    }
}

// MARK: - Elements

extension ReferenceDevice {
    public func activate(_ x: Tensor, _ activation: Activation) -> Tensor {
        Tensor(x.elements().map { Float(activation.apply(Double($0))) }, shape: x.shape)
    }

    public func multiply(_ x: Tensor, _ y: Tensor) -> Tensor {
        precondition(x.shape == y.shape)
        return Tensor(zip(x.elements(), y.elements()).map { $0 * $1 }, shape: x.shape)
    }

    public func accumulate(_ y: Tensor, gate: Tensor?, into x: Tensor) {
        precondition(x.shape == y.shape && gate.map { $0.shape == [x.shape[-1]] } ?? true)
        let width = x.shape[-1]
        for index in 0..<x.count {
            x.floats[index] += y.floats[index] * (gate?.floats[index % width] ?? 1)
        }
    }

    public func weightedSum(_ terms: [(coefficient: Float, tensor: Tensor)]) -> Tensor {
        precondition(!terms.isEmpty && terms.allSatisfy { $0.tensor.shape == terms[0].tensor.shape })
        let result = empty(terms[0].tensor.shape)
        for index in 0..<result.count {
            result.floats[index] = Float(
                terms.reduce(0) { $0 + Double($1.coefficient) * Double($1.tensor.element(at: index)) })
        }
        return result
    }

    public func isFinite(_ x: Tensor) -> Bool { x.elements().allSatisfy(\.isFinite) }

    public func meanMagnitude(_ x: Tensor) -> Float {
        Float(x.elements().reduce(0) { $0 + Double(abs($1)) } / Double(x.count))
    }
}

// MARK: - Layout

extension ReferenceDevice {
    public func gatherRows(of table: WeightMatrix, at indices: [Int]) -> Tensor {
        precondition(indices.allSatisfy { (0..<table.shape[0]).contains($0) })
        return Tensor(indices.flatMap { table[$0..<$0 + 1].weights() }, shape: [indices.count, table.shape[1]])
    }

    public func permute(_ x: Tensor, _ order: [Int]) -> Tensor {
        precondition(order.sorted() == Array(0..<x.shape.rank), "\(order) is not an order of \(x.shape.rank) axes")
        let strides = (0..<x.shape.rank).map { axis in x.shape.extents[(axis + 1)...].reduce(1, *) }
        let result = empty(Shape(order.map { x.shape[$0] }))
        for index in 0..<x.count {
            var rest = index
            var source = 0
            for axis in order.indices.reversed() {
                source += rest % result.shape[axis] * strides[order[axis]]
                rest /= result.shape[axis]
            }
            result.floats[index] = x.floats[source]
        }
        return result
    }

    public func stack(_ parts: [Tensor?]) -> Tensor {
        guard let shape = parts.compactMap({ $0?.shape }).first else { preconditionFailure("nothing to stack") }
        precondition(parts.allSatisfy { $0 == nil || $0?.shape == shape })
        let elements = parts.flatMap { $0?.elements() ?? [Float](repeating: 0, count: shape.count) }
        return Tensor(elements, shape: Shape([parts.count] + shape.extents))
    }

    public func repeatElements(_ x: Tensor, count: Int) -> Tensor {
        let shape = Shape(x.shape.extents.dropLast() + [x.shape[-1] * count])
        return Tensor(x.elements().flatMap { [Float](repeating: $0, count: count) }, shape: shape)
    }

    public func meanOfRuns(_ x: Tensor, size: Int) -> Tensor {
        precondition(x.shape[-1] % size == 0)
        let result = empty(Shape(x.shape.extents.dropLast() + [x.shape[-1] / size]))
        for index in 0..<result.count {
            let sum = (0..<size).reduce(0) { $0 + Double(x.floats[index * size + $1]) }
            result.floats[index] = Float(sum / Double(size))
        }
        return result
    }
}

// MARK: - Convolution

extension ReferenceDevice {
    private final class Weights: PreparedConvolution {
        let geometry: ConvolutionGeometry
        let weight: [Float]
        let bias: [Float]?

        init(geometry: ConvolutionGeometry, weight: [Float], bias: [Float]?) {
            self.geometry = geometry
            self.weight = weight
            self.bias = bias
        }
    }

    public func prepareConvolution(
        weight: Tensor, bias: Tensor?, stride: Int, upsampling: Int, padding: ConvolutionGeometry.Padding
    ) -> any PreparedConvolution {
        let geometry = ConvolutionGeometry(
            weightShape: weight.shape, stride: stride, upsampling: upsampling, padding: padding)
        precondition(bias.map { $0.shape == [geometry.outputChannels] } ?? true)
        return Weights(geometry: geometry, weight: weight.elements(), bias: bias?.elements())
    }

    public func convolve(
        _ window: [Tensor?], with convolution: any PreparedConvolution, residuals: consuming [Tensor]?,
        norm: UnitNorm?, keepsSums: Bool
    ) -> NormedFrames {
        let residuals = residuals
        guard let prepared = convolution as? Weights else { preconditionFailure("prepared by another device") }
        let time = prepared.geometry.kernel.time
        let count = window.count - time + 1
        precondition(count >= 1 && residuals.map { $0.count == count } ?? true)
        let sums = (0..<count).map { self.sums(window[$0..<$0 + time], prepared, residual: residuals?[$0]) }
        guard let norm else { return NormedFrames(sums: sums, normed: []) }
        return NormedFrames(sums: keepsSums ? sums : [], normed: sums.map { unitNorm($0, norm) })
    }

    /// One frame of a convolution.
    private func sums(_ window: ArraySlice<Tensor?>, _ prepared: Weights, residual: Tensor?) -> Tensor {
        let geometry = prepared.geometry
        guard let frame = window.compactMap({ $0 }).first else { preconditionFailure("a window of nothing but zeros") }
        let (height, width, inputs) = (frame.shape[0], frame.shape[1], frame.shape[2])
        precondition(inputs == geometry.inputChannels && window.allSatisfy { $0 == nil || $0?.shape == frame.shape })
        let size = geometry.outputSize(height: height, width: width)
        let outputs = geometry.outputChannels
        let result = empty([size.height, size.width, outputs])
        precondition(residual.map { $0.shape == result.shape } ?? true)
        let frames = window.map { $0?.elements() }
        let extra = residual?.elements()
        let (kernel, stride, repeats) = (geometry.kernel, geometry.stride, geometry.upsampling)
        for row in 0..<size.height {
            for column in 0..<size.width {
                for output in 0..<outputs {
                    let position = (row * size.width + column) * outputs + output
                    var sum = Double(prepared.bias?[output] ?? 0) + Double(extra?[position] ?? 0)
                    for t in 0..<kernel.time {
                        guard let pixels = frames[t] else { continue }
                        for i in 0..<kernel.height {
                            let y = row * stride + i - geometry.padding.top
                            guard (0..<height * repeats).contains(y) else { continue }
                            for j in 0..<kernel.width {
                                let x = column * stride + j - geometry.padding.left
                                guard (0..<width * repeats).contains(x) else { continue }
                                let pixel = (y / repeats * width + x / repeats) * inputs
                                for c in 0..<inputs {
                                    let tap = ((output * inputs + c) * kernel.time + t) * kernel.height
                                    let weight = prepared.weight[(tap + i) * kernel.width + j]
                                    sum += Double(pixels[pixel + c]) * Double(weight)
                                }
                            }
                        }
                    }
                    result.floats[position] = Float(sum)
                }
            }
        }
        return result
    }
}

extension Activation {
    /// The function itself, in double precision.
    func apply(_ x: Double) -> Double {
        switch self {
        case .identity: x
        case .silu: x / (1 + exp(-x))
        case .geluTanh: 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
        case .geluErf: 0.5 * x * (1 + erf(x / 2.0.squareRoot()))
        }
    }
}
