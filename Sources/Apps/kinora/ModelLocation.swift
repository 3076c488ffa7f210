import Foundation

/// Finds a model by the name of its folder, or takes a folder as it is.
enum ModelLocation {
    static let standardName = "toybox"

    /// Folders that hold models by name, nearest first: `$KINORA_MODELS`, `Models` here, `Models` beside the program
    /// or above it, and the person's own.
    static var libraries: [URL] {
        let environment = ProcessInfo.processInfo.environment
        var libraries: [URL] = []
        if let path = environment["KINORA_MODELS"] { libraries.append(URL(filePath: path)) }
        libraries.append(URL(filePath: FileManager.default.currentDirectoryPath).appending(path: "Models"))
        var folder = Bundle.main.bundleURL.resolvingSymlinksInPath()
        while folder.path != "/" {
            libraries.append(folder.appending(path: "Models"))
            folder.deleteLastPathComponent()
        }
        let home = FileManager.default.homeDirectoryForCurrentUser
        libraries.append(home.appending(path: ".local/share/kinora/models"))
        return libraries
    }

    /// - Throws: `InputError` when there is no such model; it lists the names that there are.
    static func folder(for model: String) throws(InputError) -> URL {
        if model.contains("/") || isModel(URL(filePath: model)) {
            guard isModel(URL(filePath: model)) else {
                throw InputError("There is no model in \(model): a model folder holds a model_index.json.")
            }
            return URL(filePath: model)
        }
        for library in libraries where isModel(library.appending(path: model)) {
            return library.appending(path: model)
        }
        let names = Set(libraries.flatMap(names(in:))).sorted()
        let known = names.isEmpty ? "no models are installed" : "installed are \(names.joined(separator: ", "))"
        throw InputError("There is no model named \(model); \(known).")
    }

    private static func names(in library: URL) -> [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: library.path)) ?? []
        return entries.filter { isModel(library.appending(path: $0)) }
    }

    private static func isModel(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: "model_index.json").path)
    }
}
