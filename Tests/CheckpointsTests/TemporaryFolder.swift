import Foundation

/// A fresh folder that is removed with everything in it when the last reference is gone.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("kinora-checkpoints-\(UUID().uuidString)/transformer", isDirectory: true)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url.deletingLastPathComponent()) }

    /// Writes bytes under a name in the folder.
    @discardableResult func put(_ bytes: [UInt8], as name: String) throws -> URL {
        let file = url.appendingPathComponent(name)
        try Data(bytes).write(to: file)
        return file
    }

    /// Writes a safetensors file of a header's text and data bytes.
    @discardableResult func put(
        header: String, data: [UInt8] = [], as name: String = "model.safetensors"
    ) throws -> URL {
        try put(safetensors(Array(header.utf8), data: data), as: name)
    }
}

/// The length of the header, 8 bytes little-endian, the header and the data.
func safetensors(_ header: [UInt8], data: [UInt8] = []) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) } + header + data
}
