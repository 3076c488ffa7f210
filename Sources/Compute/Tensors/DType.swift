/// How the elements of a tensor are stored.
///
/// Activations are always `float32`; weights keep the type of their checkpoint and are widened where they are used.
/// Integers are weights only together with scales: see `WeightMatrix`.
public enum DType: String, Sendable, CaseIterable {
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int8 = "I8"

    /// Bytes one element takes.
    public var byteCount: Int {
        switch self {
        case .float32: 4
        case .float16, .bfloat16: 2
        case .int8: 1
        }
    }
}
