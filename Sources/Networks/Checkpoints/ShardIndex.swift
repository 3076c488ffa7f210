import Foundation

/// Which file of a component holds which tensor: `{"metadata": ..., "weight_map": {tensor: file}}`.
///
/// The files must stand beside the index, and each must hold exactly the tensors that the index gives it. One more
/// or one less means files of two downloads mixed, which a person should hear of.
struct ShardIndex {
    static let largestByteCount = SafetensorsHeader.largestByteCount

    /// Tensor names by file name.
    private(set) var shards: [String: Set<String>] = [:]

    init(of file: borrowing WeightFile) throws(CheckpointError) {
        guard file.byteCount <= Self.largestByteCount else {
            throw .indexTooLarge(file: file.name, byteCount: file.byteCount, limit: Self.largestByteCount)
        }
        let name = file.name
        var scanner = JSONScanner(try file.read(0..<file.byteCount), file: name)
        var map: [String: String]?
        try scanner.object { (scanner, key) throws(CheckpointError) in
            guard key == "weight_map" else { return try scanner.skipValue() }
            guard map == nil else { throw scanner.failure("weight_map comes twice") }
            map = try Self.weightMap(from: &scanner, file: name)
        }
        try scanner.finish()
        guard let map else { throw scanner.failure("weight_map is missing") }
        for (tensor, shard) in map { shards[shard, default: []].insert(tensor) }
    }

    /// Writes an index beside its shards.
    /// - Parameter places: file names by tensor names.
    static func write(
        _ places: [String: String], totalByteCount: Int, to url: URL
    ) throws(CheckpointError) {
        struct Index: Encodable {
            let metadata: [String: Int]
            let weight_map: [String: String]
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try encoder.encode(Index(metadata: ["total_size": totalByteCount], weight_map: places)).write(to: url)
        } catch {
            throw .cannotWrite(file: WeightFile.name(of: url), reason: "the file system refused")
        }
    }

    private static func weightMap(
        from scanner: inout JSONScanner, file: String
    ) throws(CheckpointError) -> [String: String] {
        var map: [String: String] = [:]
        try scanner.object { (scanner, tensor) throws(CheckpointError) in
            let shard = try scanner.string(atMost: JSONScanner.longestName)
            guard isFileName(shard) else { throw .unsafeShardName(file: file, shard: shard) }
            guard map.updateValue(shard, forKey: tensor) == nil else {
                throw .duplicateTensor(file: file, tensor: tensor)
            }
            guard map.count <= SafetensorsHeader.mostEntries else {
                throw .tooManyEntries(file: file, limit: SafetensorsHeader.mostEntries)
            }
        }
        return map
    }

    /// Whether a name stays in its folder: no separators, hence no `..` above and no absolute path.
    private static func isFileName(_ name: String) -> Bool {
        name.hasSuffix(".safetensors") && !name.unicodeScalars.contains { "/\\\0".unicodeScalars.contains($0) }
    }
}
