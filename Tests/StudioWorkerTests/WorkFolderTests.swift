import Foundation
import Testing

@testable import StudioWorker

@Suite("Work folder") struct WorkFolderTests {
    @Test("those of killed workers go, those of living ones stay") func leftovers() throws {
        let workplace = FileManager.default.temporaryDirectory.appending(path: "kinora-test-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: workplace) }
        let living = try WorkFolder(in: workplace)
        let killed = workplace.appending(path: "worker-killed")
        try FileManager.default.createDirectory(at: killed, withIntermediateDirectories: true)
        let old = [FileAttributeKey.modificationDate: Date() - 3600]
        for folder in [living.url, killed] { try FileManager.default.setAttributes(old, ofItemAtPath: folder.path) }
        let next = try WorkFolder(in: workplace)
        #expect(
            try Set(FileManager.default.contentsOfDirectory(atPath: workplace.path))
                == [living.url.lastPathComponent, next.url.lastPathComponent])
    }
}
