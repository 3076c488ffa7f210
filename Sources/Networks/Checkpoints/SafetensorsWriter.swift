import Foundation
import Tensors

/// Fills a safetensors file whose layout is known beforehand, tensor by tensor in any order, each in as many pieces as the
/// caller likes. So a file may be larger than memory.
///
/// The file grows as a neighbour under a hidden name and is renamed when it is complete and on the disk, so the name never
/// shows a part, and a mapping of an older file of that name stays whole. A writer that is let go before leaves nothing.
///
/// As the reference implementation does it, float32 comes first, then 16-bit, then 8-bit, then names decide, and the header
/// is padded with spaces to a multiple of 8 bytes. So every tensor is aligned to its elements, and equal input makes
/// equal files.
final class SafetensorsWriter {
    struct Entry {
        let name: String
        let dtype: DType
        let shape: Shape

        var byteCount: Int { shape.count * dtype.byteCount }
    }

    private let url: URL
    private let pending: URL
    private let descriptor: Int32
    /// Where each tensor begins in the file.
    private let places: [String: Int]
    private var isFinished = false

    /// - Parameters:
    ///   - entries: with distinct names, none of them `__metadata__`.
    ///   - metadata: its keys and the names have at most 256 bytes as JSON.
    init(_ entries: [Entry], metadata: [String: String], to url: URL) throws(CheckpointError) {
        precondition(Set(entries.map(\.name)).count == entries.count, "a tensor's name comes twice")
        precondition(entries.allSatisfy { $0.name != "__metadata__" }, "a tensor has the metadata's name")
        precondition(
            (entries.map(\.name) + metadata.keys).allSatisfy(Self.isShort),
            "a name is longer than \(JSONScanner.longestName) bytes")
        let ordered = entries.sorted { ($1.dtype.byteCount, $0.name) < ($0.dtype.byteCount, $1.name) }
        let header = Self.header(of: ordered, metadata)
        var places: [String: Int] = [:]
        var end = header.count
        for entry in ordered {
            places[entry.name] = end
            end += entry.byteCount
        }
        self.places = places
        self.url = url
        pending = url.deletingLastPathComponent()
            .appendingPathComponent(".\(url.lastPathComponent.prefix(60)).\(UUID().uuidString.prefix(8)).partial")
        descriptor = open(pending.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0, header.withUnsafeBytes({ store($0, at: 0) }) else { throw failure(errno) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if !isFinished { unlink(pending.path) }
    }

    /// Writes a whole tensor.
    func write(_ tensor: Tensor, as name: String) throws(CheckpointError) {
        let bytes = UnsafeRawBufferPointer(start: tensor.address, count: tensor.byteCount)
        defer { withExtendedLifetime(tensor.storage) {} }
        try write(bytes, of: name, at: 0)
    }

    /// Writes a part of a tensor.
    /// - Parameter offset: bytes of the tensor before the part.
    func write(_ bytes: UnsafeRawBufferPointer, of name: String, at offset: Int) throws(CheckpointError) {
        guard let place = places[name] else { preconditionFailure("no tensor of that name was announced") }
        guard store(bytes, at: place + offset) else { throw failure(errno) }
    }

    /// Gives the file its name. Every tensor must have been written.
    func finish() throws(CheckpointError) {
        guard fsync(descriptor) == 0, rename(pending.path, url.path) == 0 else { throw failure(errno) }
        isFinished = true
    }

    /// Whether a name, written as JSON, is one that `Checkpoint` reads.
    static func isShort(_ name: String) -> Bool { quoted(name).utf8.count - 2 <= JSONScanner.longestName }

    /// Whether all bytes were written; if not, `errno` says why.
    private func store(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        var (rest, place) = (bytes, offset)
        while !rest.isEmpty {
            let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(place))
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                place += count
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    private func failure(_ code: Int32) -> CheckpointError {
        .cannotWrite(file: WeightFile.name(of: url), reason: WeightFile.reason(code))
    }

    /// The length, 8 bytes little-endian, and the JSON text.
    private static func header(of entries: [Entry], _ metadata: [String: String]) -> [UInt8] {
        var members: [String] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
            members.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
        }
        var end = 0
        for entry in entries {
            let begin = end
            end += entry.byteCount
            let extents = entry.shape.extents.map(String.init).joined(separator: ",")
            members.append(
                "\(quoted(entry.name)):{\"dtype\":\"\(entry.dtype.rawValue)\",\"shape\":[\(extents)],"
                    + "\"data_offsets\":[\(begin),\(end)]}")
        }
        var text = Array("{\(members.joined(separator: ","))}".utf8)
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: -text.count & 7))
        return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) } + text
    }

    /// A JSON string.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case ..<" ": quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
