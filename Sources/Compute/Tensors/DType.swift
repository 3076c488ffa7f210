/// How the elements of a tensor are stored.
///
/// Activations are always `float32`; weights keep the type of their checkpoint and are widened where they are used.
public enum DType: String, Sendable, CaseIterable {
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"

    /// Bytes one element takes.
    public var byteCount: Int { self == .float32 ? 4 : 2 }
}
