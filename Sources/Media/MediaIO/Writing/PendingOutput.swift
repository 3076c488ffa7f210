import Foundation

/// A hidden folder beside the destination in which an output grows until it is complete, then moves in one step.
struct PendingOutput {
    private let destination: URL
    private let workplace: URL
    private let isFolder: Bool

    /// Where the output is to be written.
    var path: String { workplace.appendingPathComponent("output").path }
    /// The destination's last path component.
    var name: String { destination.lastPathComponent }

    init(for destination: URL, isFolder: Bool) throws {
        let name = destination.lastPathComponent
        self.destination = destination
        self.isFolder = isFolder
        workplace = destination.deletingLastPathComponent()
            .appendingPathComponent(".\(name.prefix(60)).\(UUID().uuidString.prefix(8)).partial", isDirectory: true)
        if FileManager.default.isFolder(destination.path) {
            guard isFolder else { throw MediaError.cannotWrite(name: name, reason: "a folder of that name is there") }
            guard try Self.contents(destination).isEmpty else { throw MediaError.folderNotEmpty(name: name) }
        } else if isFolder, FileManager.default.fileExists(atPath: destination.path) {
            throw MediaError.cannotWrite(name: name, reason: "a file of that name is there")
        }
        do {
            try FileManager.default.createDirectory(at: workplace, withIntermediateDirectories: false)
            if isFolder { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false) }
        } catch {
            discard()
            throw MediaError.cannotWrite(name: name, reason: Self.reason(error))
        }
    }

    /// Moves the output to its name, over a file or an empty folder. What it holds is on the disk before that.
    func commit() throws {
        if !isFolder { try synchronize() }
        guard rename(path, destination.path) == 0 else {
            // A folder that was filled meanwhile is not replaced.
            throw MediaError.cannotWrite(name: name, reason: LibAVFailure(code: -errno).reason)
        }
        discard()
    }

    func discard() { try? FileManager.default.removeItem(at: workplace) }

    /// A file error in a few words, without the path that Foundation's own words have.
    static func reason(_ error: any Error) -> String {
        let error = error as NSError
        if let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError, cause.domain == NSPOSIXErrorDomain {
            return String(cString: strerror(Int32(cause.code)))
        }
        switch CocoaError.Code(rawValue: error.code) {
        case .fileNoSuchFile, .fileReadNoSuchFile: return "its folder does not exist"
        case .fileWriteNoPermission, .fileReadNoPermission: return "there is no permission"
        case .fileWriteOutOfSpace: return "the disk is full"
        default: return "the file system refused"
        }
    }

    private static func contents(_ folder: URL) throws -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: folder.path) } catch {
            throw MediaError.cannotWrite(name: folder.lastPathComponent, reason: reason(error))
        }
    }

    private func synchronize() throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LibAVFailure(code: -errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw LibAVFailure(code: -errno) }
    }
}
