import Foundation

/// Writes a new file part by part.
final class PartWriter: Sendable {
    private let descriptor: Int32

    /// - Throws: `FileAssetStoreError`, where a file of that name is there, too.
    init(_ file: URL) throws {
        descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileAssetStoreError(errno) }
    }

    func append(_ bytes: some ContiguousBytes) throws {
        try bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = write(descriptor, buffer.baseAddress! + written, buffer.count - written)
                if count >= 0 { written += count } else if errno != EINTR { throw FileAssetStoreError(errno) }
            }
        }
    }

    /// Waits until it is on the disk.
    func finish() throws {
        guard fsync(descriptor) == 0 else { throw FileAssetStoreError(errno) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
