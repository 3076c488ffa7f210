import Foundation
import Tensors

/// Copies a component's weights, some matrices becoming 8-bit integers with scales (`QuantizedMatrix`).
///
/// Files keep their names, shards and metadata. Weights pass through memory a few megabytes at a time.
public struct QuantizedCheckpoint {
    /// The weight files, by name.
    public let files: [String]
    /// Bytes of all tensors before.
    public let sourceByteCount: Int
    /// The matrices that become integers, sorted.
    public let matrices: [String]
    private let source: URL
    /// Name of the index, where the weights are in shards.
    private let index: String?

    /// Bytes that are read before they are written.
    private static let pieceByteCount = 4 << 20

    /// - Parameters:
    ///   - folder: a component's folder, as `Checkpoint` opens it.
    ///   - isQuantized: says of a tensor's name whether it becomes integers, if it is a matrix.
    /// - Throws: `alreadyQuantized`, or what `Checkpoint` throws.
    public init(of folder: URL, quantizing isQuantized: (String) -> Bool) throws(CheckpointError) {
        let whole = try Checkpoint(folder: folder)
        guard whole.names.allSatisfy({ whole.dtype(of: $0) != .int8 && !QuantizedMatrix.isScale($0) }) else {
            throw .alreadyQuantized(folder: folder.lastPathComponent)
        }
        switch try Checkpoint.Weights(in: folder) {
        case .file(let file):
            (files, index) = ([file.lastPathComponent], nil)
        case .shards(let file):
            files = try ShardIndex(of: WeightFile(file)).shards.keys.sorted()
            index = file.lastPathComponent
        }
        source = folder
        sourceByteCount = whole.byteCount
        matrices = whole.names.filter { isQuantized($0) && whole.shape(of: $0)?.rank == 2 }
    }

    /// - Parameters:
    ///   - folder: where the files go; it must be there.
    ///   - progress: called after each piece with the bytes read so far, of `sourceByteCount`; it may throw to stop.
    public func write(to folder: URL, progress: (Int) throws -> Void) throws {
        var (places, byteCount, read) = ([String: String](), 0, 0)
        let matrices = Set(matrices)
        for file in files {
            let checkpoint = try Checkpoint(file: source.appendingPathComponent(file))
            let entries = checkpoint.names.flatMap { name in
                Self.entries(name, checkpoint.dtype(of: name)!, checkpoint.shape(of: name)!, matrices.contains(name))
            }
            for entry in entries {
                places[entry.name] = file
                byteCount += entry.byteCount
                guard SafetensorsWriter.isShort(entry.name) else {
                    throw CheckpointError.nameTooLong(file: WeightFile.name(of: folder), tensor: entry.name)
                }
            }
            let writer = try SafetensorsWriter(
                entries, metadata: checkpoint.metadata.filter { SafetensorsWriter.isShort($0.key) },
                to: folder.appendingPathComponent(file))
            for name in checkpoint.names {
                let tensor = try checkpoint.view(name, shape: checkpoint.shape(of: name)!)
                try copy(tensor, named: name, asIntegers: matrices.contains(name), to: writer) { count in
                    read += count
                    try progress(read)
                }
            }
            try writer.finish()
        }
        if let index {
            try ShardIndex.write(places, totalByteCount: byteCount, to: folder.appendingPathComponent(index))
        }
    }

    /// What a tensor becomes: itself, or integers and scales.
    private static func entries(
        _ name: String, _ dtype: DType, _ shape: Shape, _ asIntegers: Bool
    ) -> [SafetensorsWriter.Entry] {
        guard asIntegers else { return [.init(name: name, dtype: dtype, shape: shape)] }
        return [
            .init(name: name, dtype: .int8, shape: shape),
            .init(name: QuantizedMatrix.scaleName(of: name), dtype: .float32, shape: [shape[0], 1]),
        ]
    }

    /// Each piece leaves resident memory again when it is written.
    private func copy(
        _ tensor: Tensor, named name: String, asIntegers: Bool, to writer: SafetensorsWriter,
        progress: (Int) throws -> Void
    ) throws {
        guard tensor.count > 0 else { return }
        let rows = asIntegers ? tensor : tensor.reshaped([tensor.count, 1])
        let rowByteCount = rows.byteCount / rows.shape[0]
        let rowsEach = max(1, Self.pieceByteCount / rowByteCount)
        for first in stride(from: 0, to: rows.shape[0], by: rowsEach) {
            let piece = rows[first..<min(rows.shape[0], first + rowsEach)]
            if asIntegers {
                guard let quantized = QuantizedMatrix(piece) else {
                    throw CheckpointError.notFinite(file: WeightFile.name(of: source), tensor: name)
                }
                try quantized.integers.withUnsafeBytes { try writer.write($0, of: name, at: first * rows.shape[1]) }
                let scaleName = QuantizedMatrix.scaleName(of: name)
                try quantized.scales.withUnsafeBytes { try writer.write($0, of: scaleName, at: first * 4) }
            } else {
                let bytes = UnsafeRawBufferPointer(start: piece.address, count: piece.byteCount)
                try writer.write(bytes, of: name, at: first * rowByteCount)
            }
            piece.evict()
            try progress(piece.byteCount)
        }
    }
}
