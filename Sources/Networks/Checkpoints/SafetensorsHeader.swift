import Tensors

/// What stands in a safetensors file and where: 8 bytes of length, little-endian, then that much JSON, then the data.
///
///     {"__metadata__": {"format": "pt"}, "blocks.0.bias": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}
///
/// As in the reference implementation, the header has at most 100,000,000 bytes, every tensor has exactly the bytes
/// that its shape and dtype make, and the tensors cover the data without overlap or hole. Beyond it, as the format's
/// text demands, the header begins with `{` and no name comes twice (names that Unicode holds equal count as one);
/// and as no known writer does otherwise, an entry has no other properties.
/// Offsets need not be multiples of the element's size: files of before 2023 begin their data anywhere.
///
/// - Source: github.com/huggingface/safetensors, README.md (Format) and safetensors/src/tensor.rs (`read_metadata`,
///   `validate`), version 0.8.
struct SafetensorsHeader {
    struct Entry {
        let name: String
        let dtype: DType
        let shape: Shape
        /// Bytes of the data, which begins where the header ends.
        let bytes: Range<Int>
    }

    /// In bytes, as in the reference implementation.
    static let largestByteCount = 100_000_000
    /// Tensors and metadata entries. The largest open video models have a few thousand; the cap bounds memory.
    static let mostEntries = 100_000
    static let mostAxes = 64

    /// In the order of their bytes.
    private(set) var entries: [Entry] = []
    private(set) var metadata: [String: String] = [:]
    /// Where the data begins in the file.
    let dataOffset: Int

    init(of file: borrowing WeightFile) throws(CheckpointError) {
        guard file.byteCount >= 8 else { throw .truncated(file: file.name, expected: 8, found: file.byteCount) }
        let byteCount = try file.read(0..<8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        guard byteCount <= Self.largestByteCount else {
            throw .headerTooLarge(file: file.name, byteCount: byteCount, limit: Self.largestByteCount)
        }
        dataOffset = 8 + Int(byteCount)
        guard dataOffset <= file.byteCount else {
            throw .truncated(file: file.name, expected: dataOffset, found: file.byteCount)
        }
        let text = try file.read(8..<dataOffset)
        try readText(text, name: file.name, available: file.byteCount - dataOffset)
        try checkLayout(name: file.name, available: file.byteCount - dataOffset)
    }

    private mutating func readText(_ text: [UInt8], name file: String, available: Int) throws(CheckpointError) {
        var scanner = JSONScanner(text, file: file)
        guard text.first == UInt8(ascii: "{") else { throw scanner.failure("the header does not begin with '{'") }
        var (entries, names, metadata) = ([Entry](), Set<String>(), nil as [String: String]?)
        try scanner.object { (scanner, name) throws(CheckpointError) in
            if name == "__metadata__" {
                guard metadata == nil else { throw .duplicateMetadata(file: file, key: name) }
                metadata = try Self.metadata(from: &scanner, file: file)
            } else {
                guard names.insert(name).inserted else { throw .duplicateTensor(file: file, tensor: name) }
                guard names.count <= Self.mostEntries else {
                    throw .tooManyEntries(file: file, limit: Self.mostEntries)
                }
                entries.append(try Self.entry(name, from: &scanner, file: file, available: available))
            }
        }
        try scanner.finish()
        self.entries = entries
        self.metadata = metadata ?? [:]
    }

    private static func metadata(
        from scanner: inout JSONScanner, file: String
    ) throws(CheckpointError) -> [String: String] {
        var metadata: [String: String] = [:]
        guard scanner.isAtObject() else { throw .metadataNotText(file: file, key: "__metadata__") }
        try scanner.object { (scanner, key) throws(CheckpointError) in
            guard scanner.isAtString() else { throw .metadataNotText(file: file, key: key) }
            guard metadata.updateValue(try scanner.string(), forKey: key) == nil else {
                throw .duplicateMetadata(file: file, key: key)
            }
            guard metadata.count <= mostEntries else { throw .tooManyEntries(file: file, limit: mostEntries) }
        }
        return metadata
    }

    private static func entry(
        _ tensor: String, from scanner: inout JSONScanner, file: String, available: Int
    ) throws(CheckpointError) -> Entry {
        var (dtype, extents, offsets) = (nil as DType?, nil as [Int]?, nil as [Int]?)
        try scanner.object { (scanner, property) throws(CheckpointError) in
            switch property {
            case "dtype" where dtype == nil:
                let name = try scanner.string(atMost: JSONScanner.longestName)
                guard let known = DType(rawValue: name) else {
                    throw .unknownDType(file: file, tensor: tensor, dtype: name)
                }
                dtype = known
            case "shape" where extents == nil:
                var numbers: [Int] = []
                try scanner.array { (scanner) throws(CheckpointError) in
                    numbers.append(try scanner.wholeNumber(of: tensor))
                    guard numbers.count <= mostAxes else {
                        throw .tooManyAxes(file: file, tensor: tensor, limit: mostAxes)
                    }
                }
                extents = numbers
            case "data_offsets" where offsets == nil:
                var numbers: [Int] = []
                try scanner.array { (scanner) throws(CheckpointError) in
                    numbers.append(try scanner.wholeNumber(of: tensor))
                    guard numbers.count <= 2 else { throw scanner.failure("a third offset stands") }
                }
                guard numbers.count == 2 else { throw scanner.failure("an offset is missing") }
                offsets = numbers
            case "dtype", "shape", "data_offsets": throw scanner.failure("a property comes twice")
            default: throw scanner.failure("a property is neither dtype nor shape nor data_offsets")
            }
        }
        guard let dtype else { throw .missingProperty(file: file, tensor: tensor, property: "dtype") }
        guard let extents else { throw .missingProperty(file: file, tensor: tensor, property: "shape") }
        guard let offsets else { throw .missingProperty(file: file, tensor: tensor, property: "data_offsets") }
        guard offsets[0] <= offsets[1] else {
            throw .reversedOffsets(file: file, tensor: tensor, begin: offsets[0], end: offsets[1])
        }
        guard let byteCount = byteCount(of: extents, dtype) else {
            throw .tooManyElements(file: file, tensor: tensor, extents: extents)
        }
        let bytes = offsets[0]..<offsets[1]
        guard bytes.count == byteCount else {
            if bytes.upperBound > available {
                throw .outsideFile(file: file, tensor: tensor, end: bytes.upperBound, available: available)
            }
            throw .wrongByteCount(file: file, tensor: tensor, expected: byteCount, found: bytes.count)
        }
        return Entry(name: tensor, dtype: dtype, shape: Shape(extents), bytes: bytes)
    }

    /// Nil where the extents, zeros left out, multiply to more than `Int` holds: then no part of the shape overflows.
    private static func byteCount(of extents: [Int], _ dtype: DType) -> Int? {
        var product = dtype.byteCount
        for extent in extents where extent > 0 {
            let (larger, overflow) = product.multipliedReportingOverflow(by: extent)
            if overflow { return nil }
            product = larger
        }
        return extents.contains(0) ? 0 : product
    }

    /// Checks that the tensors cover the data, each byte once. A layout that is sound in itself but longer than the
    /// data means that the file was cut; with holes in it, the tensor that leaves the data has wrong offsets.
    private mutating func checkLayout(name file: String, available: Int) throws(CheckpointError) {
        entries.sort { ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound) }
        var covered = 0
        var last = ""
        for entry in entries {
            let bytes = entry.bytes
            guard bytes.lowerBound >= covered else { throw .overlap(file: file, tensor: entry.name, other: last) }
            guard bytes.lowerBound == covered else {
                if let last = entries.last, last.bytes.upperBound > available {
                    throw .outsideFile(file: file, tensor: last.name, end: last.bytes.upperBound, available: available)
                }
                throw .uncoveredBytes(file: file, begin: covered, end: bytes.lowerBound)
            }
            (covered, last) = (bytes.upperBound, entry.name)
        }
        guard covered <= available else {
            throw .truncated(file: file, expected: dataOffset + covered, found: dataOffset + available)
        }
        guard covered == available else { throw .uncoveredBytes(file: file, begin: covered, end: available) }
    }
}
