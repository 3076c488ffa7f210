import ArgumentParser
import Foundation
import SQLiteStore
import StudioDomain

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the service's data while it runs.",
        discussion: """
            kinora backup /backups/monday

            The folder gets the database as it is at one instant, the results that it knows, and the key file: keep it as safe as \
            the data folder. Used as --data it is a service of its own. PostgreSQL and S3 have tools for this.
            """)

    @Argument(help: ArgumentHelp("A folder that is not there yet.", valueName: "folder"))
    var destination: String

    @OptionGroup var service: ServiceOptions

    func run() async throws {
        let settings = try await service.settings()
        guard case .sqlite(let file) = settings.database, case .folder = settings.assets else {
            throw InputError("Only SQLite and a folder of results are copied: use pg_dump and your S3 store's tools.")
        }
        let folder = URL(filePath: destination)
        guard !FileManager.default.fileExists(atPath: folder.path) else {
            throw InputError("There is something named \(folder.lastPathComponent) already.")
        }
        // First under another name, so that no half of a backup is taken for one.
        let draft = folder.deletingLastPathComponent().appending(path: ".\(folder.lastPathComponent).\(getpid())")
        do {
            try FileManager.default.createDirectory(
                at: draft, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw InputError("The folder cannot be made: \(error.localizedDescription)")
        }
        defer { try? FileManager.default.removeItem(at: draft) }
        try await SQLiteStore(file: file).copy(to: draft.appending(path: "kinora.sqlite"))
        try FileManager.default.copyItem(at: settings.keyFile, to: draft.appending(path: "secret.key"))
        let count = try await copyAssets(of: settings, to: draft)
        try FileManager.default.moveItem(at: draft, to: folder)
        print("\(folder.lastPathComponent): the database and \(count) results")
    }

    /// Those that the copied database names; what came later belongs to the next backup.
    private func copyAssets(of settings: ServiceSettings, to draft: URL) async throws -> Int {
        let studio = Studio(store: try SQLiteStore(file: draft.appending(path: "kinora.sqlite")))
        let (from, to) = (
            try settings.assets.store(),
            try ServiceSettings.Assets.folder(draft.appending(path: "assets")).store()
        )
        let workplace = draft.appending(path: "copying")
        try FileManager.default.createDirectory(at: workplace, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: workplace) }
        let known = try await studio.store.read { try $0.assets(before: .distantFuture, limit: .max) }
        for asset in known {
            let file = workplace.appending(path: "\(asset.id)")
            try await from.copy(asset.id, to: file)
            try await to.put(asset.id, file: file, mediaType: asset.mediaType)
            try? FileManager.default.removeItem(at: file)
        }
        return known.count
    }
}
