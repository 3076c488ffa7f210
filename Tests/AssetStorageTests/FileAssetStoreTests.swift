import Foundation
import StudioDomain
import Testing

@testable import AssetStorage

@Suite("Assets as files") struct FileAssetStoreTests {
    private let folder: TrialFolder
    private let id = AssetID.new(at: Date())

    init() throws { folder = try TrialFolder() }

    @Test("what a killed writer left is no asset, and goes after an hour") func leftovers() async throws {
        let store = try FileAssetStore(folder: folder.url)
        let leftover = folder.url.appending(path: "writing/\(id).leftover")
        try Data([1, 2]).write(to: leftover)
        try await store.removeLeftovers()
        #expect(FileManager.default.fileExists(atPath: leftover.path))
        #expect(try await store.all().isEmpty)
        let later = try FileAssetStore(folder: folder.url, now: { Date() + 3700 })
        try await later.removeLeftovers()
        #expect(!FileManager.default.fileExists(atPath: leftover.path))
    }

    @Test("a failed writing leaves nothing") func failure() async throws {
        let store = try FileAssetStore(folder: folder.url)
        // The shard's name is taken by a file.
        try Data().write(to: folder.url.appending(path: String(id.description.suffix(2))))
        await #expect(throws: FileAssetStoreError(ENOTDIR)) {
            try await store.put(id, bytes: Data([1]), mediaType: "image/png")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: "writing").path).isEmpty)
    }

    @Test("a file from another disk is copied", .enabled(if: FileManager.default.isWritableFile(atPath: "/dev/shm")))
    func otherDisk() async throws {
        let store = try FileAssetStore(folder: folder.url)
        let file = URL(filePath: "/dev/shm/kinora-test-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try TrialFolder.pattern(5 << 20).write(to: file)
        try await store.put(id, file: file, mediaType: "video/mp4")
        let copy = folder.url.appending(path: "copy")
        try await store.copy(id, to: copy)
        #expect(try Data(contentsOf: copy) == TrialFolder.pattern(5 << 20))
    }

    @Test("what is being read stays readable when it is removed") func removal() async throws {
        let store = try FileAssetStore(folder: folder.url)
        try await store.put(id, bytes: TrialFolder.pattern(600 << 10), mediaType: "video/mp4")
        let stream = try await store.read(id, 0..<600 << 10)
        try await store.remove(id)
        var count = 0
        for try await part in stream { count += part.count }
        #expect(count == 600 << 10)
    }

    @Test("nobody else may look into the folder") func permissions() async throws {
        _ = try FileAssetStore(folder: folder.url.appending(path: "own"))
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.url.appending(path: "own").path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }
}
