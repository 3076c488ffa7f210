import ArgumentParser
import Configuration
import Foundation
import SystemPackage
import Yams

/// What all commands of the service take: where its data are, and how it is set up.
struct ServiceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the service keeps its data (default: $KINORA_DATA, or ~/.local/share/kinora).", valueName: "folder"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "Settings as YAML (default: kinora.yaml in the data folder, where there is one).", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp("PostgreSQL, as postgres://..., or a file for SQLite.", valueName: "database"))
    var database: String?

    /// - Parameter flags: further ones, by setting.
    func settings(flags: [AbsoluteConfigKey: ConfigValue] = [:]) async throws -> ServiceSettings {
        let folder = data ?? ProcessInfo.processInfo.environment["KINORA_DATA"]
        let data = folder.map { URL(filePath: $0) } ?? ServiceSettings.standardFolder
        var flags = flags
        if let database { flags["database"] = ConfigValue(.string(database), isSecret: true) }
        var providers: [any ConfigProvider] = [
            InMemoryProvider(name: "flags", values: flags),
            EnvironmentVariablesProvider().prefixKeys(with: "kinora"),
        ]
        let beside = data.appending(path: "kinora.yaml").path
        if let file = config ?? (FileManager.default.fileExists(atPath: beside) ? beside : nil) {
            try Self.checkKeys(ofFile: file)
            providers.append(try await FileProvider<YAMLSnapshot>(filePath: FilePath(file)))
        }
        return try ServiceSettings(data: data, from: ConfigReader(providers: providers))
    }

    /// A misspelt setting would silently count for nothing.
    private static func checkKeys(ofFile path: String) throws {
        let name = URL(filePath: path).lastPathComponent
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw InputError("The settings \(name) cannot be read.")
        }
        guard let root = try? Yams.compose(yaml: text), let mapping = root.mapping else {
            throw InputError("The settings \(name) are not a YAML table.")
        }
        var keys: [String] = []
        for (key, value) in mapping {
            let outer = key.string ?? ""
            keys += value.mapping.map { $0.keys.map { "\(outer).\($0.string ?? "")" } } ?? [outer]
        }
        if let unknown = keys.first(where: { !ServiceSettings.keys.contains($0) }) {
            throw InputError(
                "There is no setting \(unknown.prefix(64)); there are \(ServiceSettings.keys.sorted().joined(separator: ", "))."
            )
        }
    }
}
