import Foundation

/// A fresh folder named `transformer`, in memory where the system has such a place (thousands of files take minutes
/// on a busy disk), that is removed with everything in it when the last reference is gone.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        let memory = URL(fileURLWithPath: "/dev/shm", isDirectory: true)
        let isThere = FileManager.default.isWritableFile(atPath: memory.path)
        url = (isThere ? memory : FileManager.default.temporaryDirectory)
            .appendingPathComponent("kinora-checkpoints-\(UUID().uuidString)/transformer", isDirectory: true)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url.deletingLastPathComponent()) }

    /// Writes bytes under a name in the folder, always in a new file: an older one may be mapped.
    @discardableResult func put(_ bytes: [UInt8], as name: String) throws -> URL {
        let file = url.appendingPathComponent(name)
        unlink(file.path)
        try Data(bytes).write(to: file)
        return file
    }
}

/// A safetensors file: the length of the header, 8 bytes little-endian, the header and the data.
func safetensors(_ header: some Collection<UInt8>, data: [UInt8] = []) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) } + header + data
}
