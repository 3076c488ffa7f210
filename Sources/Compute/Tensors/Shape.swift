/// The extent of each axis of a tensor, outermost first. The last axis is contiguous in memory.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
    public let extents: [Int]

    public init(_ extents: [Int]) {
        precondition(extents.allSatisfy { $0 >= 0 }, "negative extent in \(extents)")
        self.extents = extents
    }

    public init(arrayLiteral extents: Int...) { self.init(extents) }

    /// Number of axes.
    public var rank: Int { extents.count }

    /// Number of elements; 1 for a scalar.
    public var count: Int { extents.reduce(1, *) }

    /// Extent of one axis; negative positions count from the last axis.
    public subscript(axis: Int) -> Int { extents[axis < 0 ? rank + axis : axis] }

    /// Elements in one entry of the first axis.
    public var strideOfFirstAxis: Int { extents.dropFirst().reduce(1, *) }

    /// All axes but the last, multiplied: the number of rows when the tensor is read as a matrix.
    public var rowCount: Int { extents.dropLast().reduce(1, *) }

    public var description: String { "[" + extents.map(String.init).joined(separator: ", ") + "]" }
}
