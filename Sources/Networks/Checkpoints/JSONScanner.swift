/// Reads JSON text (RFC 8259) from front to back, one asked-for thing at a time, and stops at the first fault.
///
/// Foundation's readers build the whole tree before it can be judged and do not see duplicate keys. This one allocates
/// only the strings it returns, and its callers cap how many they keep.
struct JSONScanner {
    /// 2^53: what every JSON reader keeps exactly, and small enough that sums of a few never overflow `Int`.
    static let largestNumber = 1 << 53
    /// In bytes. Names of tensors, files and properties stay far below it; hashing them by Unicode's rules is slow.
    static let longestName = 256
    /// Arrays and objects within each other, in values that are skipped.
    static let deepestNesting = 32

    private let text: [UInt8]
    private let file: String
    private var position = 0

    /// - Parameter file: the name that errors show.
    init(_ text: [UInt8], file: String) {
        self.text = text
        self.file = file
    }

    func failure(_ reason: String) -> CheckpointError {
        .malformedJSON(file: file, byteOffset: position, reason: reason)
    }

    /// Reads an object, calling `member` after each key; it must read the value. Duplicate keys are for it to judge.
    mutating func object(
        _ member: (inout JSONScanner, String) throws(CheckpointError) -> Void
    ) throws(CheckpointError) {
        try expect("{")
        if takes("}") { return }
        repeat {
            let key = try string(atMost: Self.longestName)
            try expect(":")
            try member(&self, key)
        } while takes(",")
        try expect("}")
    }

    /// Reads an array, calling `element` before each one; it must read it.
    mutating func array(_ element: (inout JSONScanner) throws(CheckpointError) -> Void) throws(CheckpointError) {
        try expect("[")
        if takes("]") { return }
        repeat { try element(&self) } while takes(",")
        try expect("]")
    }

    /// Whether the next thing is a string.
    mutating func isAtString() -> Bool { next() == UInt8(ascii: "\"") }

    /// Whether the next thing is an object.
    mutating func isAtObject() -> Bool { next() == UInt8(ascii: "{") }

    /// - Parameter limit: the most bytes, escapes counted as they are written.
    mutating func string(atMost limit: Int = .max) throws(CheckpointError) -> String {
        guard isAtString() else { throw failure("a string is missing") }
        position += 1
        let start = position
        var unescaped: [UInt8]?
        while let byte = peek(), byte != UInt8(ascii: "\"") {
            guard position - start < limit else { throw failure("a name is longer than \(limit) bytes") }
            guard byte >= 0x20 else { throw failure("a string has a bare control character") }
            if byte == UInt8(ascii: "\\") {
                var bytes = unescaped.take() ?? Array(text[start..<position])
                try escape(into: &bytes)
                unescaped = bytes
            } else {
                unescaped?.append(byte)
                position += 1
            }
        }
        guard peek() != nil else { throw failure("a string does not end") }
        let string =
            if let unescaped { String(validating: unescaped, as: UTF8.self) } else {
                String(validating: text[start..<position], as: UTF8.self)
            }
        guard let string else { throw failure("a string is not UTF-8") }
        position += 1
        return string
    }

    /// A whole number from 0 to `largestNumber`, written without sign, fraction, exponent or leading zeros.
    /// - Parameter tensor: the name that errors show.
    mutating func wholeNumber(of tensor: String) throws(CheckpointError) -> Int {
        let digits = try number()
        guard digits.count == 1 || digits.first != UInt8(ascii: "0"), digits.allSatisfy(isDigit),
            let value = Int(String(decoding: digits, as: UTF8.self)), value <= Self.largestNumber
        else {
            throw .invalidNumber(file: file, tensor: tensor, number: String(decoding: digits.prefix(40), as: UTF8.self))
        }
        return value
    }

    /// Passes over a value of any kind that nobody needs; its numbers are not checked.
    mutating func skipValue(depth: Int = 0) throws(CheckpointError) {
        guard depth < Self.deepestNesting else { throw failure("values are nested too deeply") }
        switch next() {
        case UInt8(ascii: "{"):
            try object { (scanner, _) throws(CheckpointError) in try scanner.skipValue(depth: depth + 1) }
        case UInt8(ascii: "["):
            try array { (scanner) throws(CheckpointError) in try scanner.skipValue(depth: depth + 1) }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: _ = try number()
        }
    }

    /// Checks that only white space is left.
    mutating func finish() throws(CheckpointError) {
        if next() != nil { throw failure("something follows the end") }
    }

    // MARK: Bytes

    private func peek() -> UInt8? { position < text.count ? text[position] : nil }

    /// The next byte that is not white space, which stays unread.
    private mutating func next() -> UInt8? {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
        return peek()
    }

    private mutating func takes(_ mark: Unicode.Scalar) -> Bool {
        guard next() == UInt8(ascii: mark) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ mark: Unicode.Scalar) throws(CheckpointError) {
        guard takes(mark) else { throw failure("'\(mark)' is missing") }
    }

    private mutating func word(_ word: String) throws(CheckpointError) {
        guard text[position...].starts(with: word.utf8) else { throw failure("an unknown word stands") }
        position += word.utf8.count
    }

    /// The bytes that a number can be made of.
    private mutating func number() throws(CheckpointError) -> ArraySlice<UInt8> {
        guard let first = next(), isDigit(first) || first == UInt8(ascii: "-") else {
            throw failure("a value is missing")
        }
        let start = position
        while let byte = peek(), isDigit(byte) || "+-.eE".utf8.contains(byte) { position += 1 }
        return text[start..<position]
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// Reads `\n` and the like, or `\u` with a code unit or a surrogate pair.
    private mutating func escape(into bytes: inout [UInt8]) throws(CheckpointError) {
        position += 1
        let kind = peek()
        position += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(kind!)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"):
            var value = try codeUnit()
            if value & 0xFC00 == 0xD800, peek() == UInt8(ascii: "\\") {
                position += 1
                guard peek() == UInt8(ascii: "u") else { throw failure("a surrogate stands alone") }
                position += 1
                let low = try codeUnit()
                guard low & 0xFC00 == 0xDC00 else { throw failure("a surrogate stands alone") }
                value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
            }
            guard let scalar = Unicode.Scalar(value) else { throw failure("a surrogate stands alone") }
            bytes.append(contentsOf: UTF8.encode(scalar)!)
        default: throw failure("an unknown escape stands")
        }
    }

    private mutating func codeUnit() throws(CheckpointError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            switch peek() {
            case .some(let byte) where isDigit(byte): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case .some(let byte) where "abcdefABCDEF".utf8.contains(byte): value = value << 4 | UInt32(byte & 7 + 9)
            default: throw failure("four hexadecimal digits are missing")
            }
            position += 1
        }
        return value
    }
}
