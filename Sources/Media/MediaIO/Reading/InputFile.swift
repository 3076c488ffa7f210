import CFFmpeg
import Foundation

/// A regular file from outside, open for reading.
///
/// The libraries read through it, never by a name, so nothing else can be reached from what stands in the file.
final class InputFile {
    let name: String
    let size: Int
    let limits: InputLimits
    private let descriptor: Int32
    private let deadline: ContinuousClock.Instant
    /// Where the library reads next.
    private var position = 0

    init(_ url: URL, limits: InputLimits, deadline: ContinuousClock.Instant) throws {
        name = url.lastPathComponent
        self.limits = limits
        self.deadline = deadline
        // Not blocking: a pipe without a writer would be waited for.
        descriptor = open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw MediaError.missing(name: url.lastPathComponent) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            size = 0
            throw MediaError.unknownKind(name: name)
        }
        size = Int(status.st_size)
        guard size <= limits.fileBytes else { throw MediaError.tooManyBytes(name: name, limit: limits.fileBytes) }
    }

    deinit { close(descriptor) }

    var isLate: Bool { ContinuousClock.now > deadline }

    func checkDeadline() throws {
        guard !isLate else {
            throw MediaError.tooSlow(name: name, limitSeconds: limits.wallTime / .seconds(1))
        }
    }

    /// Exactly `count` bytes from `offset`; a file that ends before is damaged.
    func bytes(at offset: Int, count: Int) throws -> [UInt8] {
        guard offset >= 0, count >= 0, count <= size, offset <= size - count else {
            throw MediaError.damaged(name: name)
        }
        var bytes = [UInt8](repeating: 0, count: count)
        let found = bytes.withUnsafeMutableBytes { Self.fill($0, from: descriptor, at: offset) }
        guard found == count else { throw MediaError.damaged(name: name) }
        return bytes
    }

    /// The first bytes, fewer where the file is shorter.
    func firstBytes(_ count: Int) throws -> [UInt8] { try bytes(at: 0, count: min(count, size)) }

    func allBytes() throws -> [UInt8] { try bytes(at: 0, count: size) }

    private static func fill(_ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32, at offset: Int) -> Int {
        var done = 0
        while done < buffer.count {
            let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            done += count
        }
        return done
    }
}

// MARK: - For libavformat

extension InputFile {
    /// A reading context over this file from its start, which does not keep the file open. Freed with `freeContext`.
    func makeContext() throws -> UnsafeMutablePointer<AVIOContext> {
        position = 0
        let bufferSize = 64 << 10
        guard let buffer = av_malloc(bufferSize) else { throw LibAVFailure(code: -ENOMEM) }
        let context = avio_alloc_context(
            buffer.assumingMemoryBound(to: UInt8.self), Int32(bufferSize), 0, Unmanaged.passUnretained(self).toOpaque(),
            { file, buffer, count in InputFile.of(file).readNext(buffer, count) }, nil,
            { file, offset, whence in InputFile.of(file).seek(offset, whence) })
        guard let context else {
            av_free(buffer)
            throw LibAVFailure(code: -ENOMEM)
        }
        return context
    }

    static func freeContext(_ context: UnsafeMutablePointer<AVIOContext>) {
        av_freep(&context.pointee.buffer)
        var context: UnsafeMutablePointer<AVIOContext>? = context
        avio_context_free(&context)
    }

    private static func of(_ opaque: UnsafeMutableRawPointer?) -> InputFile {
        Unmanaged<InputFile>.fromOpaque(opaque!).takeUnretainedValue()
    }

    private func readNext(_ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int32) -> Int32 {
        guard !isLate else { return kinora_error_exit }
        let target = UnsafeMutableRawBufferPointer(start: buffer, count: min(Int(count), max(0, size - position)))
        guard target.count > 0 else { return kinora_error_end }
        let found = Self.fill(target, from: descriptor, at: position)
        position += found
        return found > 0 ? Int32(found) : kinora_error_end
    }

    private func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
        let base: Int
        switch whence & ~AVSEEK_FORCE {
        case AVSEEK_SIZE: return Int64(size)
        case SEEK_SET: base = 0
        case SEEK_CUR: base = position
        case SEEK_END: base = size
        default: return Int64(-EINVAL)
        }
        let (target, overflow) = base.addingReportingOverflow(Int(offset))
        guard !overflow, target >= 0 else { return Int64(-EINVAL) }
        position = target
        return Int64(target)
    }
}
