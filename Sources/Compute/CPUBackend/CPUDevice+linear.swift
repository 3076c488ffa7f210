import CPUKernels
import Tensors

extension CPUDevice {
    public func linear(_ x: Tensor, weight: WeightMatrix, bias: Tensor?, activation: Activation) -> Tensor {
        precondition(x.shape.rank == 2 && x.shape[1] == weight.shape[1])
        precondition(bias.map { $0.shape == [weight.shape[0]] } ?? true)
        let (bias, scales) = (bias.map(widened), weight.scales.map(widened))
        let result = empty([x.shape[0], weight.shape[0]])
        withExtendedLifetime((x, weight, scales, bias)) {
            let work = kinora_linear(
                x: x.floats.baseAddress, weight: weight.elements.address, scales: scales?.floats.baseAddress,
                bias: bias?.floats.baseAddress, result: result.floats.baseAddress, rows: x.shape[0],
                inputs: x.shape[1], outputs: weight.shape[0], weightKind: weight.elements.dtype.kernelKind,
                activation: activation.kernelKind)
            let kernels = kinora_matrix_kernels_for(instructions.identifier).pointee
            if work.rows <= kernels.fewRows {
                runFew(work, kernels)
            } else {
                runBlocks(work, kernels)
            }
        }
        return result
    }

    /// Few rows: each thread reads its share of the weights once, as they lie.
    private func runFew(_ work: kinora_linear, _ kernels: kinora_matrix_kernels) {
        let group = 4  // weight rows that the kernel reads side by side
        let groups = (work.outputs + group - 1) / group
        let worthwhile = Self.grain / max(1, work.inputs * group)
        parallelRanges(groups, grain: worthwhile) { range in
            var work = work
            kernels.few(&work, range.lowerBound * group, min(work.outputs, range.upperBound * group))
        }
    }

    /// Many rows: blocks of the result.
    ///
    /// A block packs its weights for itself, so blocks are as high as they may be: outputs are split first, by the
    /// longest range that the caches hold, and rows only to have four blocks a thread, not under 192 rows each.
    private func runBlocks(_ work: kinora_linear, _ kernels: kinora_matrix_kernels) {
        let outputs = Split(work.outputs, group: kernels.outputGroup, most: kernels.mostOutputs, least: threads)
        let wanted = (threads * 4 + outputs.count - 1) / outputs.count
        let rowsEach = max(192, (work.rows + wanted - 1) / wanted)
        let rows = Split(work.rows, group: kernels.rowGroup, most: rowsEach, least: 1)
        parallel(outputs.count * rows.count) { piece in
            let (output, row) = (outputs[piece / rows.count], rows[piece % rows.count])
            let scratch = memory.storage(byteCount: kernels.scratch * 4)
            var work = work
            withExtendedLifetime(scratch) {
                kernels.block(
                    &work, row.lowerBound, row.upperBound, output.lowerBound, output.upperBound,
                    scratch.address.assumingMemoryBound(to: Float.self))
            }
        }
    }
}
