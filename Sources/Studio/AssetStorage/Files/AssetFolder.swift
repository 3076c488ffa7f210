import Foundation

/// Folders, as the calls of the system see them.
enum AssetFolder {
    /// Nothing happens where it is there. What is in it is for its owner's eyes.
    static func make(_ folder: URL) throws {
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            throw FileAssetStoreError(cause.map { Int32($0.code) } ?? EIO)
        }
    }

    static func names(in folder: URL) throws -> [String] {
        guard let stream = opendir(folder.path) else { throw FileAssetStoreError(errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Nothing for what is not there.
    static func lastChange(of file: URL) -> Date? {
        var status = stat()
        guard stat(file.path, &status) == 0 else { return nil }
        return Date(timeIntervalSince1970: TimeInterval(status.st_mtim.tv_sec))
    }

    /// Waits until a file's bytes, or a folder's names, are on the disk.
    static func synchronize(_ file: URL) throws {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileAssetStoreError(errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileAssetStoreError(errno) }
    }
}
