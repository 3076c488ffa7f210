import Foundation

/// A worker's own folder for the files of its jobs, gone with it. It holds a lock on it, by which others see that it lives.
final class WorkFolder: Sendable {
    let url: URL
    private let descriptor: Int32

    /// A folder younger than this, in seconds, may not have its lock yet.
    private static let youth: TimeInterval = 60

    /// Makes a new one and removes those of workers that were killed.
    /// - Throws: `WorkerError.noWorkplace`.
    init(in workplace: URL) throws(WorkerError) {
        Self.removeLeftovers(in: workplace)
        url = workplace.appending(path: "worker-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            throw .noWorkplace(reason: cause.map { String(cString: strerror(Int32($0.code))) } ?? "it was refused")
        }
        descriptor = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw .noWorkplace(reason: String(cString: strerror(errno)))
        }
    }

    func remove() { try? FileManager.default.removeItem(at: url) }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private static func removeLeftovers(in workplace: URL) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: workplace.path)) ?? []
        for name in names where name.hasPrefix("worker-") {
            let folder = workplace.appending(path: name)
            var status = stat()
            let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            guard fstat(descriptor, &status) == 0,
                Date().timeIntervalSince1970 - TimeInterval(status.st_mtim.tv_sec) > youth,
                flock(descriptor, LOCK_EX | LOCK_NB) == 0
            else { continue }
            try? FileManager.default.removeItem(at: folder)
        }
    }
}
