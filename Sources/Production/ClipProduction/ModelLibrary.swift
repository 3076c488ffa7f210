import Foundation

/// Folders that hold models, each by the name of its own folder.
public struct ModelLibrary: Sendable {
    /// Nearest first: of two models of one name the first counts.
    public let folders: [URL]

    public init(folders: [URL]) { self.folders = folders }

    /// Where a person's models are: `$KINORA_MODELS`, `Models` in the current folder, `Models` beside the program or above it,
    /// and `~/.local/share/kinora/models`.
    public static var installed: ModelLibrary {
        var folders: [URL] = []
        if let path = ProcessInfo.processInfo.environment["KINORA_MODELS"] { folders.append(URL(filePath: path)) }
        folders.append(URL(filePath: FileManager.default.currentDirectoryPath).appending(path: "Models"))
        var folder = Bundle.main.bundleURL.resolvingSymlinksInPath()
        while folder.path != "/" {
            folders.append(folder.appending(path: "Models"))
            folder.deleteLastPathComponent()
        }
        let home = FileManager.default.homeDirectoryForCurrentUser
        folders.append(home.appending(path: ".local/share/kinora/models"))
        return ModelLibrary(folders: folders)
    }

    /// The folder of a model; nothing where none has that name.
    public func folder(named name: String) -> URL? {
        guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else { return nil }
        return folders.lazy.map { $0.appending(path: name) }.first(where: Self.isModel)
    }

    /// In alphabetical order.
    public var names: [String] {
        let names = folders.flatMap { folder in
            ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
                .filter { Self.isModel(folder.appending(path: $0)) }
        }
        return Set(names).sorted()
    }

    /// Whether a folder holds a model in the diffusers layout.
    public static func isModel(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: "model_index.json").path)
    }
}
