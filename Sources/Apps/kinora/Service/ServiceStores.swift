import Foundation
import PostgresStore
import SQLiteStore
import SecretKeeping
import StudioDomain

/// What the service's commands share: the rules over the store that the settings name, and the vault.
struct ServiceStores: Sendable {
    let studio: Studio
    let vault: SecretVault

    /// To PostgreSQL, of one process.
    private static let connections = 8

    init(_ settings: ServiceSettings) async throws {
        try Self.makeFolder(settings.data)
        vault = try SecretVault(keyFile: settings.keyFile)
        switch settings.database {
        case .sqlite(let file):
            try Self.makeFolder(file.deletingLastPathComponent())
            studio = Studio(store: try SQLiteStore(file: file))
        case .postgres(let url): studio = Studio(store: try PostgresStore(url: url, connections: Self.connections))
        }
    }

    /// For its owner alone.
    private static func makeFolder(_ folder: URL) throws(InputError) {
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw InputError("The data folder cannot be made: \(error.localizedDescription)")
        }
    }

    /// An account by name, or by identifier.
    func account(_ name: String) async throws -> Account {
        let found: Account? = try await studio.store.read { transaction in
            if let account = try transaction.account(named: name) { return account }
            return try AccountID(name).flatMap { try transaction.account($0) }
        }
        guard let found else { throw InputError("There is no account \(name).") }
        return found
    }
}

/// Who did it, in the audit log.
let commandLineActor = "command line"
