import Foundation
import Tensors

/// Writes tensors in the safetensors format; `Checkpoint` reads them.
public enum SafetensorsFile {
    /// Writes a whole file; the name never shows a part of it (`SafetensorsWriter`).
    /// - Parameters:
    ///   - tensors: with distinct names, none of them `__metadata__`.
    ///   - metadata: its keys and the names have at most 256 bytes as JSON.
    public static func write(
        _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:], to url: URL
    ) throws(CheckpointError) {
        let writer = try SafetensorsWriter(
            tensors.map { .init(name: $0.name, dtype: $0.tensor.dtype, shape: $0.tensor.shape) }, metadata: metadata,
            to: url)
        for (name, tensor) in tensors { try writer.write(tensor, as: name) }
        try writer.finish()
    }
}
