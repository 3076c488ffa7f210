import Checkpoints
import Tensors

/// One branch of a checkpoint's tree of names: `scope["attn1"]` holds the tensors whose names begin with `attn1.`.
public struct WeightScope {
    public let checkpoint: Checkpoint
    public let prefix: String

    public init(_ checkpoint: Checkpoint, prefix: String = "") {
        self.checkpoint = checkpoint
        self.prefix = prefix
    }

    public subscript(name: String) -> WeightScope { WeightScope(checkpoint, prefix: prefix + name + ".") }
    public subscript(index: Int) -> WeightScope { self[String(index)] }

    public func contains(_ name: String) -> Bool { checkpoint.contains(prefix + name) }

    /// The tensor of that name, which must have that shape. It is a view of the mapped file.
    public func tensor(_ name: String, _ shape: Shape) throws(CheckpointError) -> Tensor {
        try checkpoint.tensor(prefix + name, shape: shape)
    }

    /// The same of a matrix, which may also be 8-bit integers with scales.
    public func matrix(_ name: String, _ shape: Shape) throws(CheckpointError) -> WeightMatrix {
        try checkpoint.matrix(prefix + name, shape: shape)
    }
}
