import CPUKernels
import Synchronization
import Tensors

// Every element on its own; elements are split over the threads.
extension CPUDevice {
    public func activate(_ x: Tensor, _ activation: Activation) -> Tensor {
        let result = empty(x.shape)
        let (source, target) = (x.floats.baseAddress!, result.floats.baseAddress!)
        let kernel = rowKernels.activate!
        parallelRanges(x.count, grain: Self.grain) { range in
            kernel(source + range.lowerBound, activation.kernelKind, target + range.lowerBound, range.count)
        }
        return result
    }

    public func multiply(_ x: Tensor, _ y: Tensor) -> Tensor {
        precondition(x.shape == y.shape, "\(x.shape) times \(y.shape)")
        let result = empty(x.shape)
        let (left, right, target) = (x.floats.baseAddress!, y.floats.baseAddress!, result.floats.baseAddress!)
        let kernel = rowKernels.multiply!
        parallelRanges(x.count, grain: Self.grain) { range in
            let first = range.lowerBound
            kernel(left + first, right + first, target + first, range.count)
        }
        return result
    }

    public func accumulate(_ y: Tensor, gate: Tensor?, into x: Tensor) {
        let channels = x.shape[-1]
        precondition(x.shape == y.shape && gate.map { $0.shape == [channels] } ?? true)
        let (source, target) = (y.floats.baseAddress!, x.floats.baseAddress!)
        let gates = gate?.floats.baseAddress
        let kernel = rowKernels.accumulate!
        parallelRanges(x.shape.rowCount, grain: Self.grain / max(1, channels)) { rows in
            let first = rows.lowerBound * channels
            kernel(source + first, gates, target + first, rows.count, channels)
        }
    }

    public func weightedSum(_ terms: [(coefficient: Float, tensor: Tensor)]) -> Tensor {
        precondition(!terms.isEmpty && terms.allSatisfy { $0.tensor.shape == terms[0].tensor.shape })
        let result = empty(terms[0].tensor.shape)
        let target = result.floats.baseAddress!
        let kernel = rowKernels.weightedSum!
        let sources = terms.map { UnsafePointer($0.tensor.floats.baseAddress) }
        let coefficients = terms.map(\.coefficient)
        withExtendedLifetime(terms) {
            sources.withUnsafeBufferPointer { sources in
                coefficients.withUnsafeBufferPointer { coefficients in
                    let (sources, coefficients) = (sources.baseAddress!, coefficients.baseAddress!)
                    parallelRanges(result.count, grain: Self.grain) { range in
                        kernel(sources, coefficients, terms.count, target, range.lowerBound, range.upperBound)
                    }
                }
            }
        }
        return result
    }

    public func isFinite(_ x: Tensor) -> Bool {
        let source = x.floats.baseAddress!
        let kernel = rowKernels.isFinite!
        let allFinite = Atomic<Bool>(true)
        parallelRanges(x.count, grain: Self.grain) { range in
            if kernel(source + range.lowerBound, range.count) == 0 { allFinite.store(false, ordering: .relaxed) }
        }
        return allFinite.load(ordering: .relaxed)
    }

    public func meanMagnitude(_ x: Tensor) -> Float {
        let source = x.floats.baseAddress!
        let kernel = rowKernels.sumOfMagnitudes!
        let sum = Mutex(0.0)
        parallelRanges(x.count, grain: Self.grain) { range in
            let part = kernel(source + range.lowerBound, range.count)
            sum.withLock { $0 += part }
        }
        return Float(sum.withLock { $0 } / Double(x.count))
    }
}

extension Activation {
    /// What the kernels call this function.
    var kernelKind: Int32 {
        switch self {
        case .identity: Int32(KINORA_IDENTITY)
        case .silu: Int32(KINORA_SILU)
        case .geluTanh: Int32(KINORA_GELU_TANH)
        case .geluErf: Int32(KINORA_GELU_ERF)
        }
    }
}
