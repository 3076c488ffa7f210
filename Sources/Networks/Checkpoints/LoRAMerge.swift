import Tensors

/// LoRAs put on a component's weights: which tensors they change, and the changed tensors.
///
///     w' = w + sum over files of strength * (alpha / rank * B A + difference)
///
/// Tensors that no file touches stay views of the mapped file. A touched one moves to private memory and becomes one type
/// wider, 16-bit floating point to 32-bit and 8-bit integers to bfloat16: published weights lie on the grid of their own type,
/// and in that type a change of less than half a step would be rounded away, which most changes are.
/// - Precision: sums in float32.
public struct LoRAMerge {
    private enum Change {
        case product(LoRAFile.Layer.Product, in: LoRAFile, factor: Float)
        case difference(String, in: LoRAFile, factor: Float)
    }

    private let checkpoint: Checkpoint
    private var changes: [String: [Change]] = [:]

    /// Numbers that are widened at once.
    private static let pieceCount = 4 << 20

    /// Finds what each file changes and checks names and shapes; no numbers are read.
    /// - Parameters:
    ///   - overlays: files with their strengths, which must be finite; they add up.
    ///   - spellings: layers of the checkpoint, as it names them, by every name that a file may give them.
    /// - Throws: `noSuchLayer` or `wrongShape` for a tensor that fits nothing.
    public init(
        _ overlays: [(file: LoRAFile, strength: Float)], into checkpoint: Checkpoint, spellings: [String: String]
    ) throws(CheckpointError) {
        self.checkpoint = checkpoint
        for (file, strength) in overlays {
            precondition(strength.isFinite)
            for (spelled, layer) in file.layers.sorted(by: { $0.key < $1.key }) {
                try add(
                    layer, of: file, to: spellings[spelled], modulation: spellings[spelled + ".modulation"], strength)
            }
        }
    }

    private mutating func add(
        _ layer: LoRAFile.Layer, of file: LoRAFile, to name: String?, modulation: String?, _ strength: Float
    ) throws(CheckpointError) {
        let weight = name.map { checkpoint.contains($0 + ".weight") ? $0 + ".weight" : $0 }
        let bias = name.map { $0 + ".bias" }
        if let product = layer.product {
            let factor = strength * product.factor
            let shape = try shape(of: weight, for: product.down, in: file)
            // A norm's weight is no matrix.
            guard shape.rank >= 2 else { throw .noSuchLayer(file: file.name, tensor: product.down) }
            for (tensor, expected) in [
                (product.up, [shape[0], product.rank]), (product.down, [product.rank, shape.strideOfFirstAxis]),
            ] {
                let found = file.checkpoint.shape(of: tensor)!
                // Those of convolutions have the kernel's axes as well.
                guard found[0] == expected[0], found.count == expected[0] * expected[1] else {
                    throw .wrongShape(file: file.name, tensor: tensor, expected: Shape(expected), found: found)
                }
            }
            changes[weight!, default: []].append(.product(product, in: file, factor: factor))
            try add(product.upBias, of: file, to: bias, factor)
        }
        try add(layer.weightDifference, of: file, to: weight, strength)
        try add(layer.biasDifference, of: file, to: bias, strength)
        try add(layer.modulationDifference, of: file, to: modulation, strength)
    }

    private mutating func add(
        _ difference: String?, of file: LoRAFile, to tensor: String?, _ factor: Float
    ) throws(CheckpointError) {
        guard let difference else { return }
        let expected = try shape(of: tensor, for: difference, in: file)
        let found = file.checkpoint.shape(of: difference)!
        guard found == expected else {
            throw .wrongShape(file: file.name, tensor: difference, expected: expected, found: found)
        }
        changes[tensor!, default: []].append(.difference(difference, in: file, factor: factor))
    }

    private func shape(
        of tensor: String?, for key: String, in file: LoRAFile
    ) throws(CheckpointError) -> Shape {
        guard let shape = tensor.flatMap({ checkpoint.shape(of: $0) }) else {
            throw .noSuchLayer(file: file.name, tensor: key)
        }
        return shape
    }

    /// Bytes of private memory that the changed tensors take.
    public var privateByteCount: Int {
        changes.keys.reduce(0) { $0 + checkpoint.shape(of: $1)!.count * Self.type(of: $1, in: checkpoint).byteCount }
    }

    /// Bytes of the mapped file that are not needed any more once the changes are made.
    public var replacedByteCount: Int {
        changes.keys.reduce(0) { $0 + checkpoint.shape(of: $1)!.count * checkpoint.dtype(of: $1)!.byteCount }
    }

    private static func type(of tensor: String, in checkpoint: Checkpoint) -> DType {
        checkpoint.dtype(of: tensor) == .int8 ? .bfloat16 : .float32
    }
}

// MARK: - The numbers

extension LoRAMerge {
    /// Puts the changed tensors in the place of the checkpoint's; to be done once.
    /// - Parameter beforeTensor: called with the position (1...) of each one and how many there are; it throws to stop the work,
    ///   which leaves the checkpoint half changed.
    public func apply(on device: any Device, beforeTensor: (Int, _ count: Int) throws -> Void) throws {
        for (index, (name, changes)) in changes.sorted(by: { $0.key < $1.key }).enumerated() {
            try beforeTensor(index + 1, self.changes.count)
            checkpoint.replace(name, with: try merged(name, changes, on: device))
        }
    }

    private func merged(
        _ name: String, _ changes: [Change], on device: any Device
    ) throws(CheckpointError) -> Tensor {
        let shape = checkpoint.shape(of: name)!
        let flat: Shape = shape.rank < 2 ? [1, shape.count] : [shape[0], shape.strideOfFirstAxis]
        let (elements, scales) = try source(name, shape)
        let type = Self.type(of: name, in: checkpoint)
        let result = Tensor(shape: flat, dtype: type, storage: .heap(byteCount: shape.count * type.byteCount))
        var terms: [Term] = []
        for change in changes { terms.append(try Term(change, as: flat, on: device)) }
        let rowsEach = max(1, Self.pieceCount / max(1, flat[1]))
        for first in stride(from: 0, to: flat[0], by: rowsEach) {
            let rows = first..<min(flat[0], first + rowsEach)
            let target = result[rows]
            let sum = type == .float32 ? target : device.empty([rows.count, flat[1]])
            let source = elements.reshaped(flat)[rows]
            Widening.widen(source, into: sum.floats)
            if let scales { Self.multiply(sum, by: scales[rows]) }
            for term in terms { term.add(to: sum, rows: rows, on: device) }
            if type == .bfloat16 {
                Widening.narrow(
                    UnsafeBufferPointer(sum.floats), into: target.address.assumingMemoryBound(to: UInt16.self))
            }
            source.evict()
        }
        return result.reshaped(shape)
    }

    /// A tensor of the model with the scales of its rows where it is integers.
    private func source(_ name: String, _ shape: Shape) throws(CheckpointError) -> (Tensor, scales: Tensor?) {
        guard checkpoint.dtype(of: name) == .int8 else { return (try checkpoint.tensor(name, shape: shape), nil) }
        let matrix = try checkpoint.matrix(name, shape: shape)
        return (matrix.elements, matrix.scales)
    }

    private static func multiply(_ matrix: Tensor, by scales: Tensor) {
        let (columns, elements) = (matrix.shape[1], matrix.floats)
        for row in 0..<matrix.shape[0] {
            let scale = scales.element(at: row)
            for k in row * columns..<(row + 1) * columns { elements[k] *= scale }
        }
    }

    /// A change with its numbers read.
    private enum Term {
        /// B [rows, rank], scaled, and A transposed, [columns, rank].
        case product(up: Tensor, down: WeightMatrix)
        /// [rows, columns], float32
        case difference(Tensor, factor: Float)

        init(_ change: Change, as shape: Shape, on device: any Device) throws(CheckpointError) {
            switch change {
            case .product(let product, let file, let factor):
                let up = try Self.numbers(product.up, of: file, as: [shape[0], product.rank], on: device)
                let down = try Self.numbers(product.down, of: file, as: [product.rank, shape[1]], on: device)
                self = .product(
                    up: device.weightedSum([(factor, up)]), down: WeightMatrix(device.permute(down, [1, 0])))
            case .difference(let name, let file, let factor):
                self = .difference(try Self.numbers(name, of: file, as: shape, on: device), factor: factor)
            }
        }

        func add(to sum: Tensor, rows: Range<Int>, on device: any Device) {
            switch self {
            case .product(let up, let down):
                device.accumulateLinear(up[rows], weight: down, bias: nil, gate: nil, into: sum)
            case .difference(let difference, let factor):
                let (source, target) = (difference[rows].floats, sum.floats)
                for k in target.indices { target[k] += factor * source[k] }
                withExtendedLifetime(difference) {}
            }
        }

        /// A tensor of a LoRA file, widened; numbers that are not finite would make every pixel undefined.
        private static func numbers(
            _ name: String, of file: LoRAFile, as shape: Shape, on device: any Device
        ) throws(CheckpointError) -> Tensor {
            let source = try file.checkpoint.tensor(name, shape: file.checkpoint.shape(of: name)!)
            let widened = device.empty(shape)
            Widening.widen(source, into: widened.floats)
            guard device.isFinite(widened) else { throw .notFinite(file: file.name, tensor: name) }
            source.evict()
            return widened
        }
    }
}
