import Foundation
import Tensors

/// A regular file opened for reading; symbolic links are followed.
struct WeightFile: ~Copyable {
    /// What errors call it.
    let name: String
    let byteCount: Int
    private let descriptor: Int32

    /// - Parameter name: what errors call it; nil for its folder and its name.
    init(_ url: URL, named name: String? = nil) throws(CheckpointError) {
        self.name = name ?? Self.name(of: url)
        // O_NONBLOCK: a named pipe in the file's place is refused below, not waited for.
        descriptor = open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(file: self.name, reason: Self.reason(errno)) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .unreadable(file: self.name, reason: "it is not a regular file")
        }
        byteCount = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// The last two components of a path.
    static func name(of url: URL) -> String {
        url.standardizedFileURL.pathComponents.suffix(2).filter { $0 != "/" }.joined(separator: "/")
    }

    /// An error of the system in a few words.
    static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT: "there is no such file"
        case EACCES: "there is no permission"
        case ENOSPC: "the disk is full"
        default: String(cString: strerror(code))
        }
    }

    /// - Parameter range: bytes of the file; they must lie within `byteCount`.
    func read(_ range: Range<Int>) throws(CheckpointError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
            while filled < range.count {
                let count = pread(
                    descriptor, buffer.baseAddress! + filled, range.count - filled, off_t(range.lowerBound + filled))
                if count > 0 {
                    filled += count
                } else if count == 0 {
                    break
                } else if errno != EINTR {
                    failure = errno
                    break
                }
            }
        }
        guard failure == 0 else { throw .unreadable(file: name, reason: Self.reason(failure)) }
        guard bytes.count == range.count else {
            throw .truncated(file: name, expected: range.upperBound, found: range.lowerBound + bytes.count)
        }
        return bytes
    }

    /// Maps the whole file, which must not be empty, read-only: writing to the memory is a fault of the program.
    ///
    /// Nothing is read or copied until it is touched; pages stay in the system's cache, shared by all processes that
    /// map the file, and can be dropped under pressure. The mapping outlives this value.
    ///
    /// No advice is given to the system: WILLNEED fetched 8 MiB of 2 GiB (Linux 6.18), SEQUENTIAL gives pages up early
    /// though every step uses all weights again, and POPULATE_READ would make opening wait for the disk.
    ///
    /// A file that shrinks while it is mapped ends the process with SIGBUS at the first touch of a lost page, as a
    /// failing disk does. We accept that: whoever installs a model writes new files and renames them (as
    /// `SafetensorsFile.write` does), which leaves the old mapping whole; files in use are never cut in place.
    func map() throws(CheckpointError) -> Storage {
        let address = mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let address, address != MAP_FAILED else {
            throw .unreadable(file: name, reason: Self.reason(errno))
        }
        return Storage(
            address: address, byteCount: byteCount,
            evict: { start, count in
                // Whole pages only: the pages at both ends hold bytes of other tensors, too.
                let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
                let first = (UInt(bitPattern: start) + page - 1) / page * page
                let end = (UInt(bitPattern: start) + UInt(count)) / page * page
                if first < end { madvise(UnsafeMutableRawPointer(bitPattern: first), Int(end - first), MADV_DONTNEED) }
            },
            release: { address, byteCount in munmap(address, byteCount) })
    }
}
