import CPUKernels
import Tensors

// Every row of the last axis on its own; rows are split over the threads.
extension CPUDevice {
    var rowKernels: kinora_rows_kernels { kinora_rows_kernels_for(instructions.identifier).pointee }

    public func layerNorm(_ x: Tensor, scale: Tensor?, shift: Tensor?, epsilon: Float) -> Tensor {
        let channels = x.shape[-1]
        precondition(scale.map { $0.shape == [channels] } ?? true && shift.map { $0.shape == [channels] } ?? true)
        let (scale, shift) = (scale.map(widened), shift.map(widened))
        let kernel = rowKernels.layerNorm!
        return withExtendedLifetime((scale, shift)) {
            let (scales, shifts) = (scale?.floats.baseAddress, shift?.floats.baseAddress)
            return mapRows(x) { source, target, rows in
                kernel(source, scales, shifts, epsilon, target, rows.count, channels)
            }
        }
    }

    public func rmsNorm(_ x: Tensor, weight: Tensor, epsilon: Float, rotary: RotaryTable?) -> Tensor {
        let channels = x.shape[-1]
        precondition(weight.shape == [channels])
        let pairs = rotary?.cosines.shape[1] ?? 1
        let period = rotary?.cosines.shape[0] ?? 1
        precondition(rotary == nil || x.shape.rowCount % period == 0 && channels % (2 * pairs) == 0)
        let weight = widened(weight)
        let (norm, rotate) = (rowKernels.rmsNorm!, rowKernels.rotate!)
        let (cosines, sines) = (rotary?.cosines.floats.baseAddress, rotary?.sines.floats.baseAddress)
        return withExtendedLifetime((weight, rotary)) {
            let weights = weight.floats.baseAddress
            return mapRows(x) { source, target, rows in
                // Row by row, so that a row is turned while it is still in the first-level cache.
                for row in 0..<rows.count {
                    norm(source + row * channels, weights, epsilon, target + row * channels, 1, channels)
                    guard let cosines, let sines else { continue }
                    let angle = (rows.lowerBound + row) % period * pairs
                    rotate(target + row * channels, cosines + angle, sines + angle, pairs, 1, channels)
                }
            }
        }
    }

    public func unitNorm(_ x: Tensor, _ norm: UnitNorm) -> Tensor {
        let channels = x.shape[-1]
        precondition(norm.weight.shape == [channels])
        let weight = widened(norm.weight)
        let silu: Int32 = norm.silu ? 1 : 0
        let kernel = rowKernels.unitNorm!
        return withExtendedLifetime(weight) {
            let weights = weight.floats.baseAddress
            return mapRows(x) { source, target, rows in
                kernel(source, weights, silu, target, rows.count, channels)
            }
        }
    }

    /// A weight as aligned float32: itself, or a copy. Weights of rows are a few thousand numbers at most.
    func widened(_ weight: Tensor) -> Tensor {
        if weight.dtype == .float32, UInt(bitPattern: weight.address) % 4 == 0 { return weight }
        let result = empty(weight.shape)
        kinora_widen(weight.address, weight.dtype.kernelKind, result.floats.baseAddress, weight.count)
        return result
    }

    /// A tensor of the shape of x, made by `body` from consecutive rows.
    private func mapRows(
        _ x: Tensor, _ body: (_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, Range<Int>) -> Void
    ) -> Tensor {
        let result = empty(x.shape)
        let channels = x.shape[-1]
        let (source, target) = (x.floats.baseAddress!, result.floats.baseAddress!)
        parallelRanges(x.shape.rowCount, grain: Self.grain / max(1, channels)) { rows in
            body(source + rows.lowerBound * channels, target + rows.lowerBound * channels, rows)
        }
        return result
    }

    /// Elements that are worth a thread's while: some ten microseconds of work.
    static let grain = 32768
}

extension DType {
    /// What the kernels call this element type.
    var kernelKind: Int32 {
        switch self {
        case .float32: Int32(KINORA_FLOAT32)
        case .float16: Int32(KINORA_FLOAT16)
        case .bfloat16: Int32(KINORA_BFLOAT16)
        case .int8: Int32(KINORA_INT8)
        }
    }
}
