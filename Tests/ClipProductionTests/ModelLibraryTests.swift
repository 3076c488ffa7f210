import ClipProduction
import Foundation
import Testing

@Suite("Model library") struct ModelLibraryTests {
    private let root = FileManager.default.temporaryDirectory.appending(path: "kinora-test-\(UUID().uuidString)")

    private func model(_ path: String) throws {
        let folder = root.appending(path: path)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("{}".utf8).write(to: folder.appending(path: "model_index.json"))
    }

    @Test("knows models by the names of their folders, the nearest first") func names() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        for path in ["near/a", "far/a", "far/b"] { try model(path) }
        try FileManager.default.createDirectory(
            at: root.appending(path: "near/empty"), withIntermediateDirectories: true)
        let library = ModelLibrary(folders: [root.appending(path: "near"), root.appending(path: "far")])
        #expect(library.names == ["a", "b"])
        #expect(library.folder(named: "a")?.path == root.appending(path: "near/a").path)
        #expect(library.folder(named: "b")?.path == root.appending(path: "far/b").path)
    }

    @Test("a name leads nowhere else", arguments: ["", "..", ".", "../far/a", "far/a", "empty", "gone"])
    func strangeNames(name: String) throws {
        defer { try? FileManager.default.removeItem(at: root) }
        for path in ["near/a", "far/a", "."] { try model(path) }
        #expect(ModelLibrary(folders: [root.appending(path: "near")]).folder(named: name) == nil)
    }
}
