/// Damages safetensors files in ways that know the format; the same seed does the same damage.
struct HeaderMutator {
    private var state: UInt64
    private var header: [UInt8] = []
    private var data: [UInt8] = []
    /// Replaces the header's true length where set.
    private var claimedByteCount: UInt64?

    init(seed: UInt64) { state = seed }

    /// One to three mutations of a sound file.
    mutating func damage(header: [UInt8], data: [UInt8]) -> [UInt8] {
        (self.header, self.data, claimedByteCount) = (header, data, nil)
        for _ in 0...below(3) { mutate() }
        var file = safetensors(self.header, data: self.data)
        if let claimedByteCount {
            for index in 0..<8 { file[index] = UInt8(truncatingIfNeeded: claimedByteCount >> (index * 8)) }
        }
        return file
    }

    private mutating func mutate() {
        let marks = Array("{}[]:,\"".utf8)
        switch below(20) {
        case 0: flipBit()
        case 1: if !header.isEmpty { header.removeSubrange(range()) }
        case 2: if !header.isEmpty { header[below(header.count)] = UInt8(below(256)) }
        case 3: replaceNumber()
        case 4: if below(2) == 0 { swapNumbers() } else { shiftOffsets() }
        case 5: if let mark = any(header.indices.filter { marks.contains(header[$0]) }) { header.remove(at: mark) }
        case 6: insert([marks[below(marks.count)]])
        case 7: insert(nested())
        case 8: claimedByteCount = claim()
        case 9: if below(2) == 0 { duplicateRange() } else { insert(Array("\"format\":\"pt\",".utf8)) }
        case 10: insert(any([[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80], [0xE2, 0x82], [0]])!)
        case 11:
            substitute(["F32", "F16", "BF16", "I8"], ["I64", "F8_E4M3", "f32", "", "F32", "F16", "BF16", "I8"])
        case 12: header.removeLast(below(header.count + 1))
        case 13:
            substitute(["dtype", "shape", "data_offsets", "__metadata__"], ["shape", "dtype", "strides", "\\u0061"])
        case 14:
            insert(any(["\\u", "\\ud83e", "\\ud83e\\udd8a", "\\x", "\\\"", "\\u0000", "\\"].map { Array($0.utf8) })!)
        case 15: insert([UInt8](repeating: UInt8(ascii: "n"), count: any([100, 200, 256, 5_000, 200_000])!))
        case 16: data.append(contentsOf: [UInt8](repeating: 1, count: 1 + below(16)))
        case 17: data.removeLast(below(data.count + 1))
        case 18: insert([UInt8](repeating: any(Array(" \n\t\r\u{C}".utf8))!, count: 1 + below(100)))
        default:
            insert(any(["null", "true", "-", "1e999", ",\"\":{}", "{}", "[]", "\"\"", "/**/"].map { Array($0.utf8) })!)
        }
    }

    private mutating func flipBit() {
        if !header.isEmpty { header[below(header.count)] ^= 1 << UInt8(below(8)) }
    }

    private mutating func replaceNumber() {
        guard let number = any(numbers()) else { return }
        let value = Int(String(decoding: header[number], as: UTF8.self)) ?? 0
        let choices = [
            "-1", "-0", "0", "00", "1", "0.5", "1e3", "4294967296", "9007199254740992", "9007199254740993",
            "9007199254740992,9007199254740992", "9223372036854775807", "9223372036854775808", "18446744073709551616",
            String(repeating: "9", count: 1_000),
            "\(value &+ 1)", "\(value &- 1)", "\(value &* 2)", "\(value / 2)", "\"\(value)\"", "null", "",
        ]
        header.replaceSubrange(number, with: any(choices)!.utf8)
    }

    private mutating func swapNumbers() {
        let numbers = numbers()
        guard let one = any(numbers), let other = any(numbers), one.upperBound <= other.lowerBound else { return }
        let (first, second) = (header[one], header[other])
        header.replaceSubrange(other, with: first)
        header.replaceSubrange(one, with: second)
    }

    /// Moves two neighbouring numbers by the same amount, as if a tensor lay elsewhere.
    private mutating func shiftOffsets() {
        let numbers = numbers()
        guard numbers.count > 1 else { return }
        let (first, distance) = (below(numbers.count - 1), any([-64, -4, -2, -1, 1, 4, 1 << 40])!)
        for number in numbers[first...(first + 1)].reversed() {
            let value = Int(String(decoding: header[number], as: UTF8.self)) ?? 0
            header.replaceSubrange(number, with: String(max(0, value &+ distance)).utf8)
        }
    }

    private mutating func nested() -> [UInt8] {
        let opening = any(["[", "{\"a\":", "{\"a\":[", "\"a\":{"])!
        return Array(String(repeating: opening, count: any([1, 2, 31, 32, 33, 1_000, 20_000])!).utf8)
    }

    private mutating func claim() -> UInt64 {
        any([
            0, 1, UInt64(header.count) &+ 1, UInt64(header.count) &- 1, UInt64(header.count + data.count),
            UInt64(header.count + data.count) + 1, 99_999_999, 100_000_000, 100_000_001, 1 << 32, 1 << 63, .max, bits(),
            bits() % 1_000,
        ])!
    }

    private mutating func duplicateRange() {
        guard !header.isEmpty else { return }
        // A whole entry where one is left.
        let range = any(entries()) ?? range()
        insert([UInt8(ascii: ",")] + header[range], at: any([range.upperBound, position()])!)
    }

    private mutating func substitute(_ words: [String], _ others: [String]) {
        let old = Array(any(words)!.utf8)
        let starts = header.indices.filter { header[$0] == old[0] && header[$0...].starts(with: old) }
        guard let start = any(starts) else { return }
        header.replaceSubrange(start..<(start + old.count), with: any(others)!.utf8)
    }

    // MARK: Places

    private mutating func insert(_ bytes: [UInt8], at place: Int? = nil) {
        // Half of the time where a value begins, so that more than the scanner's first check is reached.
        let values = header.indices.filter { header[$0] == UInt8(ascii: ":") || header[$0] == UInt8(ascii: ",") }
        let chosen = place ?? (below(2) == 0 ? any(values).map { $0 + 1 } : nil) ?? position()
        header.insert(contentsOf: bytes, at: chosen)
    }

    private mutating func position() -> Int { below(header.count + 1) }

    private mutating func range() -> Range<Int> {
        let start = below(header.count)
        return start..<min(header.count, start + 1 + below(40))
    }

    /// Where numbers stand.
    private func numbers() -> [Range<Int>] {
        header.split { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.map { $0.startIndex..<$0.endIndex }
    }

    /// From each quote that follows `},` to the next `}`.
    private func entries() -> [Range<Int>] {
        header.indices.dropFirst(2).compactMap { start in
            guard header[start] == UInt8(ascii: "\""), header[start - 1] == UInt8(ascii: ","),
                header[start - 2] == UInt8(ascii: "}"), let end = header[start...].firstIndex(of: UInt8(ascii: "}"))
            else { return nil }
            return start..<(end + 1)
        }
    }

    // MARK: Chance

    private mutating func any<Element>(_ choices: [Element]) -> Element? {
        choices.isEmpty ? nil : choices[below(choices.count)]
    }

    private mutating func below(_ bound: Int) -> Int { Int(bits() % UInt64(bound)) }

    /// SplitMix64: Steele, Lea and Flood 2014.
    private mutating func bits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
