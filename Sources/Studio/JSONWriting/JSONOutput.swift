import Foundation

/// Where encoders write: JSON that grows at its end.
final class JSONOutput {
    // Unchecked, as a check takes longer than most fields and only `append(value:)` runs code from elsewhere, outside of any access.
    @exclusivity(unchecked) var text = JSONText()

    /// A value with all that is in it.
    func append<Value: Encodable>(value: Value) throws {
        if Value.self == Data.self {
            text.append((value as! Data).base64EncodedString())
        } else if Value.self == URL.self {
            text.append((value as! URL).absoluteString)
        } else {
            let (encoder, start) = (OutputEncoder(output: self), text.bytes.count)
            try value.encode(to: encoder)
            text.close(to: encoder.depth)
            // A value that encodes nothing at all.
            if text.bytes.count == start { text.append(raw: "{}") }
        }
    }
}

/// JSON that is written piece by piece.
struct JSONText {
    private(set) var bytes: [UInt8] = []
    /// The containers that are not closed yet, the outermost first.
    private var containers: [(id: Int, kind: Kind, isEmpty: Bool)] = []
    private var containerCount = 0

    enum Kind {
        case object, array
    }

    /// A container among those that are open.
    struct Container {
        let id: Int
        /// How many are around it.
        let depth: Int
    }

    init() { bytes.reserveCapacity(512) }

    var depth: Int { containers.count }

    // MARK: Containers

    /// Opens one as the value that comes next, or finds the one that the same value opened before: some encode a part of theirs
    /// with an encoder that another value goes on with.
    /// - Parameter depth: how many were open when the value began.
    mutating func open(_ kind: Kind, at depth: Int) -> Container {
        if containers.count > depth {
            precondition(containers[depth].kind == kind, "a value is one kind of container")
            return Container(id: containers[depth].id, depth: depth)
        }
        bytes.append(UInt8(ascii: kind == .object ? "{" : "["))
        containerCount += 1
        containers.append((containerCount, kind, true))
        return Container(id: containerCount, depth: depth)
    }

    /// Goes on with a container's next value; those within it are done.
    mutating func next(in container: Container) {
        close(to: container.depth + 1)
        let last = containers.count - 1
        precondition(last == container.depth && containers[last].id == container.id, "the container was left before")
        if containers[last].isEmpty { containers[last].isEmpty = false } else { bytes.append(UInt8(ascii: ",")) }
    }

    mutating func next(in container: Container, key: String) {
        next(in: container)
        append(key)
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func close(to depth: Int) {
        while containers.count > depth {
            bytes.append(UInt8(ascii: containers.removeLast().kind == .object ? "}" : "]"))
        }
    }

    // MARK: Values

    /// What is JSON already.
    mutating func append(raw: StaticString) {
        bytes += UnsafeBufferPointer(start: raw.utf8Start, count: raw.utf8CodeUnitCount)
    }

    mutating func append(_ flag: Bool) { append(raw: flag ? "true" : "false") }

    mutating func append(_ number: some FixedWidthInteger) { bytes += String(number).utf8 }

    /// The shortest digits that are this number's.
    mutating func append(_ number: some BinaryFloatingPoint & CustomStringConvertible) throws {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, .init(codingPath: [], debugDescription: "JSON has no number \(number)"))
        }
        let text = number.description
        bytes += text.hasSuffix(".0") ? text.utf8.dropLast(2) : text.utf8[...]
    }

    mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { text in
            var start = 0
            for (place, byte) in text.enumerated() {
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                bytes += text[start..<place]
                appendEscaped(byte)
                start = place + 1
            }
            bytes += text[start...]
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): bytes += "\\\"".utf8
        case UInt8(ascii: "\\"): bytes += "\\\\".utf8
        case UInt8(ascii: "\n"): bytes += "\\n".utf8
        case UInt8(ascii: "\r"): bytes += "\\r".utf8
        case UInt8(ascii: "\t"): bytes += "\\t".utf8
        case 8: bytes += "\\b".utf8
        case 12: bytes += "\\f".utf8
        default: bytes += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
        }
    }
}
