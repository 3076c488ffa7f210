import Foundation

/// Folders for the files of one call each, gone with it.
struct SelectionFolders: Sendable {
    let workplace: URL

    /// What a killed server left is removed after so many seconds: no call lasts so long.
    private static let mostAge: TimeInterval = 3600

    func with<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        removeLeftovers()
        let folder = workplace.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }

    private func removeLeftovers() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: workplace.path)) ?? []
        for name in names where UUID(uuidString: name) != nil {
            let folder = workplace.appending(path: name)
            let changed = try? folder.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
            if let changed, Date().timeIntervalSince(changed) > Self.mostAge {
                try? FileManager.default.removeItem(at: folder)
            }
        }
    }
}
