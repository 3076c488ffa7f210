import CPUKernels
import Tensors

// Elements in another order or number, unchanged or averaged.
extension CPUDevice {
    public func gatherRows(of table: WeightMatrix, at indices: [Int]) -> Tensor {
        precondition(indices.allSatisfy { (0..<table.shape[0]).contains($0) })
        let channels = table.shape[1]
        let result = empty([indices.count, channels])
        let target = result.floats.baseAddress!
        let (source, dtype) = (table.elements.address, table.elements.dtype)
        parallelRanges(indices.count, grain: Self.grain / max(1, channels)) { rows in
            for row in rows {
                let (index, gathered) = (indices[row], target + row * channels)
                kinora_widen(source + index * channels * dtype.byteCount, dtype.kernelKind, gathered, channels)
                guard let scale = table.scales?.element(at: index) else { continue }
                for channel in 0..<channels { gathered[channel] *= scale }
            }
        }
        return result
    }

    public func permute(_ x: Tensor, _ order: [Int]) -> Tensor {
        precondition(order.sorted() == Array(0..<x.shape.rank), "\(order) is not an order of \(x.shape.rank) axes")
        let result = empty(Shape(order.map { x.shape[$0] }))
        let plan = Permutation(of: x.shape, order: order)
        let (source, target) = (x.floats.baseAddress!, result.floats.baseAddress!)
        let steps = plan.steps
        parallelRanges(steps, grain: Self.grain / max(1, result.count / max(1, steps))) { steps in
            for step in steps { plan.run(step, from: source, to: target) }
        }
        return result
    }

    public func stack(_ parts: [Tensor?]) -> Tensor {
        guard let shape = parts.compactMap({ $0?.shape }).first else { preconditionFailure("nothing to stack") }
        precondition(parts.allSatisfy { $0 == nil || $0?.shape == shape })
        let result = empty(Shape([parts.count] + shape.extents))
        for (index, part) in parts.enumerated() {
            let target = result.floats.baseAddress! + index * shape.count
            if let part {
                target.update(from: part.floats.baseAddress!, count: shape.count)
            } else {
                target.update(repeating: 0, count: shape.count)
            }
        }
        return result
    }

    public func repeatElements(_ x: Tensor, count: Int) -> Tensor {
        let result = empty(Shape(x.shape.extents.dropLast() + [x.shape[-1] * count]))
        let (source, target) = (x.floats.baseAddress!, result.floats.baseAddress!)
        parallelRanges(x.count, grain: Self.grain / max(1, count)) { range in
            kinora_repeat(source + range.lowerBound, count, target + range.lowerBound * count, range.count)
        }
        return result
    }

    public func meanOfRuns(_ x: Tensor, size: Int) -> Tensor {
        precondition(x.shape[-1] % size == 0, "\(x.shape[-1]) channels in runs of \(size)")
        let result = empty(Shape(x.shape.extents.dropLast() + [x.shape[-1] / size]))
        let (source, target) = (x.floats.baseAddress!, result.floats.baseAddress!)
        parallelRanges(result.count, grain: Self.grain / max(1, size)) { range in
            kinora_mean_of_runs(source + range.lowerBound * size, size, target + range.lowerBound, range.count)
        }
        return result
    }
}

/// How to bring the axes of an array into another order, in steps that touch disjoint parts of the result.
///
/// Axes that stay neighbours become one first. If the innermost axis stays innermost, a step copies runs of it; otherwise a
/// step transposes the plane of the two axes that are innermost before and after.
private struct Permutation {
    /// Extents of the result's axes and how far apart their neighbours lie in the source, outermost first.
    private var extents: [Int] = []
    private var sourceStrides: [Int] = []
    private var resultStrides: [Int] = []
    /// Position among the result's axes of the one that is innermost in the source.
    private let inner: Int
    /// Result axes walked by the steps, outermost first.
    private let walked: [Int]
    let steps: Int

    init(of shape: Shape, order: [Int]) {
        var stride = [Int](repeating: 1, count: shape.rank)
        for axis in stride.indices.dropLast().reversed() { stride[axis] = stride[axis + 1] * shape[axis + 1] }
        for axis in order where shape[axis] != 1 {
            if let last = sourceStrides.last, last == stride[axis] * shape[axis] {
                extents[extents.count - 1] *= shape[axis]
                sourceStrides[sourceStrides.count - 1] = stride[axis]
            } else {
                extents.append(shape[axis])
                sourceStrides.append(stride[axis])
            }
        }
        if extents.isEmpty { (extents, sourceStrides) = ([1], [1]) }
        resultStrides = [Int](repeating: 1, count: extents.count)
        for axis in extents.indices.dropLast().reversed() {
            resultStrides[axis] = resultStrides[axis + 1] * extents[axis + 1]
        }
        let inner = sourceStrides.firstIndex(of: 1)!
        self.inner = inner
        walked = extents.indices.dropLast().filter { $0 != inner }
        steps = walked.reduce(1) { [extents] in $0 * extents[$1] }
    }

    func run(_ step: Int, from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>) {
        var (rest, from, to) = (step, 0, 0)
        for axis in walked.reversed() {
            from += rest % extents[axis] * sourceStrides[axis]
            to += rest % extents[axis] * resultStrides[axis]
            rest /= extents[axis]
        }
        let last = extents.count - 1
        if inner == last {
            (target + to).update(from: source + from, count: extents[last])
        } else {
            kinora_transpose(
                source + from, sourceStrides[last], target + to, resultStrides[inner], extents[last], extents[inner])
        }
    }
}
