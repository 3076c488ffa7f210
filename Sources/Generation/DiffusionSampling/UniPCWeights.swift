import Foundation

/// How `UniPCSolver` is to work; the names in parentheses are those of `scheduler_config.json`.
public struct UniPCOptions: Equatable, Sendable {
    /// The function B(h) of the paper: h itself, or e^h - 1 (`solver_type`).
    public enum Kind: String, Sendable { case bh1, bh2 }

    /// How many predictions of the data are used, 1...3 (`solver_order`).
    public var order = 2
    public var kind = Kind.bh2
    /// Whether the last steps use fewer predictions (`lower_order_final`).
    public var lowersFinalOrder = true
    /// Steps whose result is left as it was predicted (`disable_corrector`).
    public var uncorrectedSteps: Set<Int> = []
    /// Whether the run ends at sigma 0 or at the last level of the schedule (`final_sigmas_type`).
    public var endsAtZero = true

    public init() {}
}

/// The coefficients of one UniPC update.
///
/// With alpha = 1 - sigma and lambda = ln(alpha / sigma), h is the step in lambda and r[k] = (lambda[-k] - lambda[0]) / h.
/// The weights rho solve, for i in 1...p,
///
///     sum over k of rho[k] r[k]^(i - 1) = i! phi[i + 1] / B,   phi[1] = e^-h - 1,   phi[i + 1] = phi[i] / -h - 1 / i!
///
/// in the sign convention of data prediction, B being -h or e^-h - 1; predictors of order 2 and correctors of order 1
/// take rho = 1/2 instead. Computed in float32 because that is what diffusers does: near sigma = 1 the value of
/// alpha has only a few digits, and a more exact one would give another clip.
///
/// Source: Zhao et al. 2023, theorem 3.1, eq. 5 and appendix E.
struct UniPCWeights: Equatable {
    let sample: Float
    let prediction: Float
    /// One for each difference from the newest prediction, already divided by its r.
    let differences: [Float]

    /// - Parameters:
    ///   - index: the update goes from `sigmas[index]` to `sigmas[index + 1]`.
    ///   - corrects: whether the prediction at the end of the step is known.
    init(sigmas: [Float], index: Int, order: Int, corrects: Bool, kind: UniPCOptions.Kind) {
        let (start, end) = (sigmas[index], sigmas[index + 1])
        let step = Self.lambda(end) - Self.lambda(start)
        let phi = expm1f(-step)
        let scale = kind == .bh1 ? -step : phi
        sample = end / start
        prediction = -((1 - end) * phi)

        var ratios = (1..<order).map { (Self.lambda(sigmas[index - $0]) - Self.lambda(start)) / step }
        if corrects { ratios.append(1) }
        let simple = order == (corrects ? 1 : 2)
        let rho = simple ? [0.5] : Self.solve(ratios: ratios, step: step, phi: phi, scale: scale)
        differences = zip(rho, ratios).map { rho, ratio in -((1 - end) * scale * rho) / ratio }
    }

    /// ln(alpha / sigma), half the logarithm of the signal-to-noise ratio; infinite at sigma = 0.
    private static func lambda(_ sigma: Float) -> Float { logf(1 - sigma) - logf(sigma) }

    /// Solves the Vandermonde system for rho by elimination.
    private static func solve(ratios: [Float], step: Float, phi: Float, scale: Float) -> [Float] {
        let count = ratios.count
        var factorial: Float = 1
        var term = phi / -step - 1
        var rows: [[Double]] = []
        for i in 0..<count {
            rows.append(ratios.map { Double(powf($0, Float(i))) } + [Double(term * factorial / scale)])
            factorial *= Float(i + 2)
            term = term / -step - 1 / factorial
        }
        for pivot in 0..<count {
            let largest = (pivot..<count).max { abs(rows[$0][pivot]) < abs(rows[$1][pivot]) }!
            rows.swapAt(pivot, largest)
            for i in 0..<count where i != pivot {
                let factor = rows[i][pivot] / rows[pivot][pivot]
                for j in pivot...count { rows[i][j] -= factor * rows[pivot][j] }
            }
        }
        return (0..<count).map { Float(rows[$0][count] / rows[$0][$0]) }
    }
}
