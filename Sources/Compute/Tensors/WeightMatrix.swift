/// What a row of inputs is multiplied with, or a table that rows are taken from: floating-point numbers of any type, or
/// 8-bit integers with one scale for each row.
///
///     w[n, k] = elements[n, k] * scales[n]
public struct WeightMatrix {
    /// [rows, columns]
    public let elements: Tensor
    /// [rows], float32, finite; nil where the elements are the weights themselves.
    public let scales: Tensor?

    /// Floating-point weights.
    public init(_ elements: Tensor) {
        precondition(elements.shape.rank == 2 && elements.dtype != .int8)
        self.elements = elements
        scales = nil
    }

    /// Integers and their scales.
    public init(integers: Tensor, scales: Tensor) {
        precondition(integers.shape.rank == 2 && integers.dtype == .int8)
        precondition(scales.shape == [integers.shape[0]] && scales.dtype == .float32)
        elements = integers
        self.scales = scales
    }

    public var shape: Shape { elements.shape }

    /// The weights of some rows: a view, no copy.
    public subscript(range: Range<Int>) -> WeightMatrix {
        guard let scales else { return WeightMatrix(elements[range]) }
        return WeightMatrix(integers: elements[range], scales: scales[range])
    }

    /// The weights as an array, row after row, widened and scaled.
    public func weights() -> [Float] {
        let columns = shape[1]
        let widened = elements.elements()
        guard let scales = scales?.elements() else { return widened }
        return widened.indices.map { widened[$0] * scales[$0 / columns] }
    }
}
