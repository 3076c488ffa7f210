import Foundation
import StudioDomain

/// Assets as files of a folder, for one machine or several with a disk in common.
///
///     folder/07/176400000012345607    what is kept, in 100 folders by the last two digits
///     folder/writing/...              what is being written
///
/// A file is complete and on the disk before it gets its name. Disk work is done on threads that may wait.
public struct FileAssetStore: AssetStore {
    private let folder: URL
    private let now: @Sendable () -> Date

    /// Something that was not written to for this long, in seconds, has no writer any more.
    static let longestPause: TimeInterval = 3600
    /// Bytes that are read at once.
    static let partBytes = 256 << 10

    /// Makes the folder where it is not there.
    /// - Parameter now: the clock that leftovers are old by.
    /// - Throws: `FileAssetStoreError`.
    public init(folder: URL, now: @escaping @Sendable () -> Date = { Date() }) throws {
        self.folder = folder
        self.now = now
        try AssetFolder.make(folder)
        try AssetFolder.make(writing)
    }

    public func put(_ id: AssetID, file: URL, mediaType: String) async throws {
        try await blocking { try move(file, to: id) }
    }

    public func put(_ id: AssetID, bytes: Data, mediaType: String) async throws {
        try await blocking {
            let new = newFile(for: id)
            do {
                let writer = try PartWriter(new)
                try writer.append(bytes)
                try writer.finish()
                try name(new, id)
            } catch {
                unlink(new.path)
                throw error
            }
        }
    }

    public func read(_ id: AssetID, _ range: Range<Int>) async throws -> AsyncThrowingStream<[UInt8], any Error> {
        let reader = try await blocking { try open(id, range) }
        return AsyncThrowingStream { try await blocking { try reader.next(Self.partBytes) } }
    }

    public func copy(_ id: AssetID, to file: URL) async throws {
        let reader = try await blocking { try open(id, 0..<Int.max) }
        let writer = try await blocking { try PartWriter(file) }
        do {
            while let part = try await blocking({ try reader.next(4 * Self.partBytes) }) {
                try Task.checkCancellation()
                try await blocking { try writer.append(part) }
            }
        } catch {
            unlink(file.path)
            throw error
        }
    }

    public func remove(_ id: AssetID) async throws {
        try await blocking {
            guard unlink(place(of: id).path) == 0 || errno == ENOENT else { throw FileAssetStoreError(errno) }
        }
    }

    public func all() async throws -> [AssetID] {
        try await blocking {
            try AssetFolder.names(in: folder).filter { $0.utf8.count == 2 }.flatMap { shard in
                try AssetFolder.names(in: folder.appending(path: shard)).compactMap { AssetID($0) }
            }
        }
    }

    public func removeLeftovers() async throws {
        let latest = now().addingTimeInterval(-Self.longestPause)
        try await blocking {
            for name in try AssetFolder.names(in: writing) {
                let file = writing.appending(path: name)
                // One that is gone meanwhile was finished.
                guard let change = AssetFolder.lastChange(of: file), change < latest else { continue }
                unlink(file.path)
            }
        }
    }

    // MARK: Files

    private var writing: URL { folder.appending(path: "writing") }

    private func shard(of id: AssetID) -> URL {
        let digits = id.description
        return folder.appending(path: digits.count < 2 ? "0" + digits : String(digits.suffix(2)))
    }

    private func place(of id: AssetID) -> URL { shard(of: id).appending(path: id.description) }

    private func newFile(for id: AssetID) -> URL { writing.appending(path: "\(id).\(UUID().uuidString)") }

    private func open(_ id: AssetID, _ range: Range<Int>) throws -> PartReader {
        guard let reader = try PartReader(place(of: id), range) else { throw AssetStoreError.missing(id) }
        return reader
    }

    /// Gives a complete file its name.
    private func name(_ file: URL, _ id: AssetID) throws {
        let shard = shard(of: id)
        if AssetFolder.lastChange(of: shard) == nil {
            try AssetFolder.make(shard)
            try AssetFolder.synchronize(folder)
        }
        guard rename(file.path, place(of: id).path) == 0 else { throw FileAssetStoreError(errno) }
        try AssetFolder.synchronize(shard)
    }

    /// Moves a file here, from another disk by way of a copy.
    private func move(_ file: URL, to id: AssetID) throws {
        try AssetFolder.synchronize(file)
        do {
            try name(file, id)
        } catch let error as FileAssetStoreError where error.code == EXDEV {
            let new = newFile(for: id)
            do {
                guard let reader = try PartReader(file, 0..<Int.max) else { throw FileAssetStoreError(ENOENT) }
                let writer = try PartWriter(new)
                while let part = try reader.next(4 * Self.partBytes) { try writer.append(part) }
                try writer.finish()
                try name(new, id)
            } catch {
                unlink(new.path)
                throw error
            }
        }
    }
}

/// What the file system refused.
public struct FileAssetStoreError: Error, Equatable, CustomStringConvertible {
    /// An errno.
    public let code: Int32

    init(_ code: Int32) { self.code = code }

    public var description: String { "The folder of assets refused: \(String(cString: strerror(code)))." }
}
