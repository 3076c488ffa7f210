import Checkpoints
import NeuralLayers
import Tensors

/// Tables of shifts, scales and gates that the timestep is added to.
enum Modulation {
    /// Reads `scale_shift_table` [1, rows, C] and adds 1 to the rows that multiply. Result [rows, C], float32.
    static func table(
        _ scope: WeightScope, rows: Int, scaleRows: Set<Int>, channels: Int
    ) throws(CheckpointError) -> Tensor {
        let table = try scope.tensor("scale_shift_table", [1, rows, channels])
        let elements = table.elements().enumerated().map { index, element in
            scaleRows.contains(index / channels) ? 1 + element : element
        }
        return Tensor(elements, shape: [rows, channels])
    }
}

/// Shifts, scales and gates for tokens that may be at several timesteps.
///
/// Runs of tokens share one table. Mostly there is one run: all tokens are at the step's timestep.
struct TokenModulation {
    /// The runs cover all tokens in order; tables are of one shape, [rows, C].
    private let runs: [(tokens: Range<Int>, table: Tensor)]

    /// - Parameters:
    ///   - tables: of runs that cover one branch's tokens.
    ///   - branches: which are alike and follow each other.
    ///   - length: tokens of a branch.
    init(repeating tables: [(tokens: Range<Int>, table: Tensor)], branches: Int, length: Int) {
        if tables.count == 1 {
            runs = [(0..<branches * length, tables[0].table)]
            return
        }
        runs = (0..<branches).flatMap { branch in
            tables.map { tokens, table in
                (tokens.lowerBound + branch * length..<tokens.upperBound + branch * length, table)
            }
        }
    }

    /// Layer norm, scaled and shifted by two rows of each token's table. Shapes: x [L, C] -> [L, C].
    func normalized(_ x: Tensor, scale: Int, shift: Int, epsilon: Float, on device: any Device) -> Tensor {
        func norm(_ x: Tensor, _ table: Tensor) -> Tensor {
            device.layerNorm(x, scale: table[scale], shift: table[shift], epsilon: epsilon)
        }
        if runs.count == 1 { return norm(x, runs[0].table) }
        let result = device.empty(x.shape)
        for (tokens, table) in runs {
            let part = norm(x[tokens], table)
            withExtendedLifetime(part) { _ = result[tokens].floats.update(fromContentsOf: part.floats) }
        }
        return result
    }

    /// Changes `x` into x + layer(y) * gate, the gate being a row of each token's table. Shapes: x and y [L, .].
    func accumulate(_ layer: Linear, of y: Tensor, gate: Int, into x: Tensor, on device: any Device) {
        for (tokens, table) in runs {
            layer.accumulate(y[tokens], gate: table[gate], into: x[tokens], on: device)
        }
    }
}
