/// A function applied to every element.
public enum Activation: Sendable, CaseIterable {
    case identity
    /// x * sigmoid(x)
    case silu
    /// 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))
    case geluTanh
    /// 0.5 x (1 + erf(x / sqrt(2)))
    case geluErf
}
