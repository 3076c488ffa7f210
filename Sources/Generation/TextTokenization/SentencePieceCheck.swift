/// Finds damage in a SentencePiece model that the library would follow out of its own memory.
///
/// The library reads the protocol buffer with care, but trusts the normalization table inside: a double-array trie whose
/// offsets and values it uses unchecked. A file from outside must not be able to crash the server, so every step
/// the library could take is checked here first.
///
/// Source: `sentencepiece_model.proto` and `normalizer.cc` of SentencePiece 0.1.97; `darts.h` of Darts-clone 0.32.
enum SentencePieceCheck {
    /// Whether the file may be given to the library.
    static func isSound(_ file: ArraySlice<UInt8>) -> Bool {
        // ModelProto: normalizer_spec = 3, denormalizer_spec = 5. NormalizerSpec: precompiled_charsmap = 2.
        guard let specs = messages(of: file, numbered: [3, 5]) else { return false }
        return specs.allSatisfy { spec in
            guard let tables = messages(of: spec, numbered: [2]) else { return false }
            return tables.allSatisfy { $0.isEmpty || isSoundTable($0) }
        }
    }

    /// The byte strings with one of `numbers` in a protocol buffer; nil when it is malformed.
    private static func messages(of buffer: ArraySlice<UInt8>, numbered numbers: Set<UInt64>) -> [ArraySlice<UInt8>]? {
        var found: [ArraySlice<UInt8>] = []
        var rest = buffer
        while !rest.isEmpty {
            guard let tag = popVariableInteger(&rest) else { return nil }
            let length: UInt64
            switch tag & 7 {
            case 0:
                guard popVariableInteger(&rest) != nil else { return nil }
                length = 0
            case 1: length = 8
            case 2:
                guard let count = popVariableInteger(&rest) else { return nil }
                length = count
            case 5: length = 4
            default: return nil
            }
            guard length <= UInt64(rest.count) else { return nil }
            if tag & 7 == 2, numbers.contains(tag >> 3) { found.append(rest.prefix(Int(length))) }
            rest = rest.dropFirst(Int(length))
        }
        return found
    }

    private static func popVariableInteger(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        return nil
    }

    /// A table is the byte count of its trie (32 bits, little-endian), the trie, and texts that end with 0.
    private static func isSoundTable(_ table: ArraySlice<UInt8>) -> Bool {
        guard table.count > 4 else { return false }
        let trieBytes = Int(word(of: table, at: 0))
        guard trieBytes % 4 == 0, trieBytes >= 4, trieBytes < table.count - 4, table.last == 0 else { return false }
        let units = (0..<(trieBytes / 4)).map { word(of: table, at: 4 + 4 * $0) }
        let textBytes = table.count - 4 - trieBytes
        return units.indices.allSatisfy { isSound(unit: $0, of: units, textBytes: textBytes) }
    }

    /// Whether all 256 ways on from a unit stay inside the trie, and its value, if any, points into the texts.
    ///
    /// A unit with the top bit set holds a value and is never walked on from.
    private static func isSound(unit index: Int, of units: [UInt32], textBytes: Int) -> Bool {
        let unit = units[index]
        if unit >> 31 == 1 { return index != 0 }
        let offset = Int(unit >> 10) << Int((unit & 0x200) >> 6)
        let next = index ^ offset
        guard next | 0xFF < units.count else { return false }
        let hasValue = unit >> 8 & 1 == 1
        return !hasValue || Int(units[next] & 0x7FFF_FFFF) < textBytes
    }

    private static func word(of bytes: ArraySlice<UInt8>, at offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[bytes.startIndex + offset + $1]) << UInt32(8 * $1) }
    }
}
