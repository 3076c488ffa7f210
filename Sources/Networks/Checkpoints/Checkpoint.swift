import Foundation
import Tensors

/// The tensors of one model component on disk, memory-mapped: opening reads only the headers, in milliseconds
/// whatever the size, and weights come from the system's file cache when they are first used.
public final class Checkpoint {
    /// The names of all tensors, sorted.
    public private(set) var names: [String]
    /// What the file says about itself; of a component in several files, what the first of them says.
    public let metadata: [String: String]

    /// The file that a missing tensor is missing from: the weights, or the index of several.
    private let file: String
    private var entries: [String: Entry]
    private var used: Set<String> = []

    private struct Entry {
        let tensor: Tensor
        let file: String
    }

    /// The file that a component's weights begin with.
    enum Weights {
        case file(URL)
        /// The index of several files.
        case shards(index: URL)

        init(in folder: URL) throws(CheckpointError) {
            for name in ["diffusion_pytorch_model", "model"] {
                let file = folder.appendingPathComponent("\(name).safetensors")
                let index = folder.appendingPathComponent("\(name).safetensors.index.json")
                if FileManager.default.fileExists(atPath: file.path) {
                    self = .file(file)
                    return
                }
                if FileManager.default.fileExists(atPath: index.path) {
                    self = .shards(index: index)
                    return
                }
            }
            throw .noWeights(folder: WeightFile.name(of: folder))
        }
    }

    /// Opens a component's folder, which holds `diffusion_pytorch_model.safetensors` or `model.safetensors`, or one of
    /// them in shards with its `.safetensors.index.json`. The first of these four that is there counts.
    public convenience init(folder: URL) throws(CheckpointError) {
        switch try Weights(in: folder) {
        case .file(let file): try self.init(file: file)
        case .shards(let index): try self.init(index: index)
        }
    }

    /// Opens one safetensors file.
    /// - Parameter name: what errors call it; nil for its folder and its name.
    public convenience init(file: URL, named name: String? = nil) throws(CheckpointError) {
        let file = try WeightFile(file, named: name)
        let header = try SafetensorsHeader(of: file)
        self.init(file: file.name, entries: try Self.entries(of: file, header), metadata: header.metadata)
    }

    private convenience init(index: URL) throws(CheckpointError) {
        let indexName = WeightFile.name(of: index)
        let folder = index.deletingLastPathComponent()
        var entries: [String: Entry] = [:]
        var metadata: [String: String]?
        for (shard, listed) in try ShardIndex(of: try WeightFile(index)).shards.sorted(by: { $0.key < $1.key }) {
            let url = folder.appendingPathComponent(shard)
            guard FileManager.default.fileExists(atPath: url.path) else {
                throw .missingShard(file: indexName, shard: shard)
            }
            let file = try WeightFile(url)
            let header = try SafetensorsHeader(of: file)
            let found = Set(header.entries.map(\.name))
            if let tensor = found.subtracting(listed).min() { throw .unlistedTensor(file: file.name, tensor: tensor) }
            if let tensor = listed.subtracting(found).min() { throw .notInShard(file: file.name, tensor: tensor) }
            entries.merge(try Self.entries(of: file, header)) { first, _ in first }
            metadata = metadata ?? header.metadata
        }
        self.init(file: indexName, entries: entries, metadata: metadata ?? [:])
    }

    private init(file: String, entries: [String: Entry], metadata: [String: String]) {
        self.file = file
        self.entries = entries
        self.metadata = metadata
        names = entries.keys.sorted()
    }

    private static func entries(
        of file: borrowing WeightFile, _ header: SafetensorsHeader
    ) throws(CheckpointError) -> [String: Entry] {
        let storage = try file.map()
        let name = file.name
        return Dictionary(
            uniqueKeysWithValues: header.entries.map { entry in
                let tensor = Tensor(
                    shape: entry.shape, dtype: entry.dtype, storage: storage,
                    byteOffset: header.dataOffset + entry.bytes.lowerBound)
                return (entry.name, Entry(tensor: tensor, file: name))
            })
    }

    /// Takes all weights out of resident memory until they are touched again; they stay in the system's file cache.
    public func evict() {
        for entry in entries.values { entry.tensor.evict() }
    }

    public func contains(_ name: String) -> Bool { entries[name] != nil }

    /// Nil where there is no such tensor.
    public func shape(of name: String) -> Shape? { entries[name]?.tensor.shape }

    /// Nil where there is no such tensor.
    public func dtype(of name: String) -> DType? { entries[name]?.tensor.dtype }

    /// Bytes of all tensors.
    public var byteCount: Int { entries.values.reduce(0) { $0 + $1.tensor.byteCount } }

    /// Element types in the order of how many numbers have them.
    public var dtypes: [DType] {
        var counts: [DType: Int] = [:]
        for entry in entries.values { counts[entry.tensor.dtype, default: 0] += entry.tensor.count }
        return counts.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }.map(\.key)
    }

    /// Elements of all tensors; scales of integers are not counted.
    public var parameterCount: Int {
        entries.reduce(0) { $0 + (QuantizedMatrix.isScale($1.key) ? 0 : $1.value.tensor.count) }
    }

    /// A view of the mapped file in the file's own dtype; from now on the name counts as used.
    ///
    /// Nothing is copied, and the memory cannot be written. The address has whatever alignment the file gives it, odd
    /// ones included, so kernels read weights with unaligned loads. The tensor keeps the mapping alive by itself.
    /// Integers, which mean nothing without their scales, are refused.
    public func tensor(_ name: String, shape: Shape) throws(CheckpointError) -> Tensor {
        let tensor = try view(name, shape: shape)
        guard tensor.dtype != .int8 else { throw .unscaledIntegers(file: entries[name]!.file, tensor: name) }
        return tensor
    }

    /// The same of a matrix, which may also be 8-bit integers: then its scales stand beside it.
    public func matrix(_ name: String, shape: Shape) throws(CheckpointError) -> WeightMatrix {
        let elements = try view(name, shape: shape)
        guard elements.dtype == .int8 else { return WeightMatrix(elements) }
        let scaleName = QuantizedMatrix.scaleName(of: name)
        let (rows, found) = (shape[0], self.shape(of: scaleName))
        let scales = try view(scaleName, shape: found == [rows, 1] ? [rows, 1] : [rows]).reshaped([rows])
        guard scales.dtype == .float32, scales.elements().allSatisfy(\.isFinite) else {
            throw .unusableScales(file: entries[scaleName]!.file, tensor: scaleName)
        }
        return WeightMatrix(integers: elements, scales: scales)
    }

    /// A view of whatever dtype the file has.
    func view(_ name: String, shape: Shape) throws(CheckpointError) -> Tensor {
        guard let entry = entries[name] else { throw .missingTensor(file: file, tensor: name) }
        guard entry.tensor.shape == shape else {
            throw .wrongShape(file: entry.file, tensor: name, expected: shape, found: entry.tensor.shape)
        }
        used.insert(name)
        return entry.tensor
    }

    /// Puts a tensor in the place of another one of the same shape, which counts as unused again; scales of integers go.
    func replace(_ name: String, with tensor: Tensor) {
        guard let old = entries[name] else { preconditionFailure("there is no tensor \(name) to be replaced") }
        precondition(tensor.shape == old.tensor.shape)
        entries[name] = Entry(tensor: tensor, file: old.file)
        used.remove(name)
        let scaleName = QuantizedMatrix.scaleName(of: name)
        if old.tensor.dtype == .int8, entries.removeValue(forKey: scaleName) != nil {
            names.removeAll { $0 == scaleName }
        }
    }

    /// Throws `unexpectedTensor` for the first tensor, by name, that nobody asked for and that `ignoring` does not
    /// excuse: a model that leaves weights unused is not the model that was trained.
    public func requireAllUsed(ignoring mayBeUnused: (String) -> Bool = { _ in false }) throws(CheckpointError) {
        for name in names where !used.contains(name) && !mayBeUnused(name) {
            throw .unexpectedTensor(file: entries[name]!.file, tensor: name)
        }
    }
}
