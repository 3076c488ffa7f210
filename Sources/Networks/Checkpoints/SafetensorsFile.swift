import Foundation
import Tensors

/// Writes tensors in the safetensors format; `Checkpoint` reads them.
public enum SafetensorsFile {
    /// Writes a neighbour of the file and renames it when it is complete and on the disk, so the name never shows a
    /// part, and a mapping of an older file of that name stays whole.
    ///
    /// As the reference implementation does it, float32 comes before 16-bit, then names decide, and the header is padded
    /// with spaces to a multiple of 8 bytes. So every tensor is aligned to its elements, and equal input makes equal files.
    /// - Parameters:
    ///   - tensors: with distinct names, none of them `__metadata__`.
    ///   - metadata: its keys and the names have at most 256 bytes as JSON.
    public static func write(
        _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:], to url: URL
    ) throws(CheckpointError) {
        precondition(Set(tensors.map(\.name)).count == tensors.count, "a tensor's name comes twice")
        precondition(tensors.allSatisfy { $0.name != "__metadata__" }, "a tensor has the metadata's name")
        precondition(
            (tensors.map(\.name) + metadata.keys).allSatisfy { quoted($0).utf8.count - 2 <= JSONScanner.longestName },
            "a name is longer than \(JSONScanner.longestName) bytes")
        let ordered = tensors.sorted {
            ($1.tensor.dtype.byteCount, $0.name) < ($0.tensor.dtype.byteCount, $1.name)
        }
        let header = header(of: ordered, metadata)
        let pending = url.deletingLastPathComponent()
            .appendingPathComponent(".\(url.lastPathComponent.prefix(60)).\(UUID().uuidString.prefix(8)).partial")
        let descriptor = open(pending.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        var complete = descriptor >= 0 && header.withUnsafeBytes { writes($0, to: descriptor) }
        for (_, tensor) in ordered where complete {
            complete = withExtendedLifetime(tensor.storage) {
                writes(UnsafeRawBufferPointer(start: tensor.address, count: tensor.byteCount), to: descriptor)
            }
        }
        complete = complete && fsync(descriptor) == 0 && rename(pending.path, url.path) == 0
        let code = errno
        if descriptor >= 0 { close(descriptor) }
        guard complete else {
            unlink(pending.path)
            throw .cannotWrite(file: WeightFile.name(of: url), reason: WeightFile.reason(code))
        }
    }

    /// The length, 8 bytes little-endian, and the JSON text.
    private static func header(of tensors: [(name: String, tensor: Tensor)], _ metadata: [String: String]) -> [UInt8] {
        var members: [String] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
            members.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
        }
        var end = 0
        for (name, tensor) in tensors {
            let begin = end
            end += tensor.byteCount
            let extents = tensor.shape.extents.map(String.init).joined(separator: ",")
            members.append(
                "\(quoted(name)):{\"dtype\":\"\(tensor.dtype.rawValue)\",\"shape\":[\(extents)],"
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

    /// Whether all bytes were written; if not, `errno` says why.
    private static func writes(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
