import CPUKernels

/// A set of processor instructions that kernels exist for.
public enum InstructionSet: UInt32, Sendable, CaseIterable {
    case portable, avx2, avx512

    /// The best that this processor has.
    public static let best = InstructionSet(rawValue: kinora_best_instructions().rawValue) ?? .portable

    /// All that this processor has.
    public static let available = allCases.filter { $0.rawValue <= best.rawValue }

    var identifier: kinora_instructions { kinora_instructions(rawValue: rawValue) }
}
