import Foundation
import Synchronization

/// Reads a range of a file part by part. It stays readable when the file is removed meanwhile.
final class PartReader: Sendable {
    private let descriptor: Int32
    private let position: Mutex<Range<Int>>

    /// Nothing for a file that is not there.
    /// - Parameter range: bytes; what lies beyond the end is left out.
    init?(_ file: URL, _ range: Range<Int>) throws {
        descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        position = Mutex(range)
        guard descriptor < 0 else { return }
        guard errno == ENOENT else { throw FileAssetStoreError(errno) }
        return nil
    }

    /// The next bytes, at most so many; nothing at the end.
    func next(_ most: Int) throws -> [UInt8]? {
        try position.withLock { position in
            let count = min(most, position.count)
            guard count > 0 else { return nil }
            var failure: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                repeat {
                    filled = pread(descriptor, buffer.baseAddress, count, off_t(position.lowerBound))
                } while filled < 0
                    && errno == EINTR
                if filled < 0 { (failure, filled) = (errno, 0) }
            }
            guard failure == 0 else { throw FileAssetStoreError(failure) }
            position = position.lowerBound + bytes.count..<position.upperBound
            return bytes.isEmpty ? nil : bytes
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
