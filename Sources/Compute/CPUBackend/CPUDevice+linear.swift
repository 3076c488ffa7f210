import CPUKernels
import Tensors

extension CPUDevice {
    public func linear(_ x: Tensor, weight: WeightMatrix, bias: Tensor?, activation: Activation) -> Tensor {
        linears(x, [(weight, bias)], activation: activation)[0]
    }

    public func linears(_ x: Tensor, _ layers: [(weight: WeightMatrix, bias: Tensor?)]) -> [Tensor] {
        linears(x, layers, activation: .identity)
    }

    public func accumulateLinear(_ y: Tensor, weight: WeightMatrix, bias: Tensor?, gate: Tensor?, into x: Tensor) {
        precondition(x.shape == [y.shape[0], weight.shape[0]] && gate.map { $0.shape == [weight.shape[0]] } ?? true)
        guard y.shape[0] > matrixKernels.fewRows else {
            return accumulate(linear(y, weight: weight, bias: bias, activation: .identity), gate: gate, into: x)
        }
        let operands = Operands(y, weight, bias, on: self)
        withExtendedLifetime((operands, gate, x)) {
            var work = operands.work(into: x, activation: .identity)
            work.gates = gate.map { UnsafePointer($0.floats.baseAddress!) }
            work.adds = 1
            runBlocks([work])
        }
    }

    /// Several layers of one input share the threads from their first block to their last.
    private func linears(
        _ x: Tensor, _ layers: [(weight: WeightMatrix, bias: Tensor?)], activation: Activation
    ) -> [Tensor] {
        let operands = layers.map { Operands(x, $0.weight, $0.bias, on: self) }
        let results = layers.map { empty([x.shape[0], $0.weight.shape[0]]) }
        withExtendedLifetime((operands, results)) {
            let works = zip(operands, results).map { $0.work(into: $1, activation: activation) }
            if x.shape[0] <= matrixKernels.fewRows {
                for work in works { runFew(work) }
            } else {
                runBlocks(works)
            }
        }
        return results
    }

    private var matrixKernels: kinora_matrix_kernels { kinora_matrix_kernels_for(instructions.identifier).pointee }

    /// Few rows: each thread reads its share of the weights once, as they lie.
    private func runFew(_ work: kinora_linear) {
        let kernels = matrixKernels
        let group = 4  // weight rows that the kernel reads side by side
        let groups = (work.outputs + group - 1) / group
        let worthwhile = Self.grain / max(1, work.inputs * group)
        parallelRanges(groups, grain: worthwhile) { range in
            var work = work
            kernels.few(&work, range.lowerBound * group, min(work.outputs, range.upperBound * group))
        }
    }

    /// Many rows: blocks of the results.
    ///
    /// A block packs its weights for itself, so blocks are as high as they may be: outputs are split first, by the
    /// longest range that the caches hold, and rows only to have four blocks a thread, not under 192 rows each, and then
    /// so that the threads end together.
    private func runBlocks(_ works: [kinora_linear]) {
        let kernels = matrixKernels
        let columns = works.enumerated().flatMap { index, work in
            let outputs = Split(work.outputs, group: kernels.outputGroup, most: kernels.mostOutputs, least: threads)
            return (0..<outputs.count).map { (work: index, outputs: outputs[$0]) }
        }
        let count = works[0].rows
        func split(_ pieces: Int) -> Split {
            Split(count, group: kernels.rowGroup, most: (count + pieces - 1) / pieces, least: pieces)
        }
        /// The work of the thread that has most, in rows; packing the weights of a block takes as long as a dozen.
        func time(_ rows: Split) -> Int {
            (columns.count * rows.count + threads - 1) / threads * (rows.length + 12)
        }
        let wanted = (threads * 4 + columns.count - 1) / columns.count
        let least = max(1, min(wanted, count / 192))
        let rows = (least...max(least, min(least + threads, count / 192))).map(split).min { time($0) < time($1) }!
        parallel(columns.count * rows.count, scratch: kernels.scratch) { piece, scratch in
            let (column, row) = (columns[piece / rows.count], rows[piece % rows.count])
            var work = works[column.work]
            kernels.block(
                &work, row.lowerBound, row.upperBound, column.outputs.lowerBound, column.outputs.upperBound, scratch)
        }
    }

    /// The tensors of a layer as the kernels read them.
    private struct Operands {
        let x: Tensor
        let weight: WeightMatrix
        let bias: Tensor?
        let scales: Tensor?

        init(_ x: Tensor, _ weight: WeightMatrix, _ bias: Tensor?, on device: CPUDevice) {
            precondition(x.shape.rank == 2 && x.shape[1] == weight.shape[1])
            precondition(bias.map { $0.shape == [weight.shape[0]] } ?? true)
            self.x = x
            self.weight = weight
            self.bias = bias.map(device.widened)
            scales = weight.scales.map(device.widened)
        }

        /// Valid as long as these operands and the result.
        func work(into result: Tensor, activation: Activation) -> kinora_linear {
            kinora_linear(
                x: x.floats.baseAddress, weight: weight.elements.address, scales: scales?.floats.baseAddress,
                bias: bias?.floats.baseAddress, gates: nil, result: result.floats.baseAddress, rows: x.shape[0],
                inputs: x.shape[1], outputs: weight.shape[0], weightKind: weight.elements.dtype.kernelKind,
                activation: activation.kernelKind, adds: 0)
        }
    }
}
