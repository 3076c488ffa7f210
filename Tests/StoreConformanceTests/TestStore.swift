import Foundation
import MemoryStore
import PostgresStore
import SQLiteStore
import StudioDomain
import StudioTrial
import Testing

/// The stores that the suites run on.
enum TestStore: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory = "memory"
    case sqlite = "SQLite"
    case postgres = "PostgreSQL"

    var testDescription: String { rawValue }

    /// A server where databases may be made, as libpq reads it; `Scripts/with-postgres` starts one.
    static let server = ProcessInfo.processInfo.environment["KINORA_TEST_POSTGRES"]

    static let available = allCases.filter { $0 != .postgres || server != nil }

    /// Random tests take longer where transactions do.
    static let seeds: [(TestStore, UInt64)] = available.flatMap { store in
        (1...(store == .memory ? 20 : 2)).map { (store, $0) }
    }

    /// A studio on an empty store.
    func trial(_ body: (Trial) async throws -> Void) async throws {
        try await open { stores in try await body(Trial(store: stores[0])) }
    }

    /// An empty store as two processes open it.
    func open(_ body: ([any StudioStore]) async throws -> Void) async throws {
        if self == .memory {
            let store = MemoryStore()
            return try await body([store, store])
        }
        try await place { address in try await body([open(address), open(address)]) }
    }

    /// A new file's path, or a new database's URL.
    func place(_ body: (String) async throws -> Void) async throws {
        switch self {
        case .memory: preconditionFailure("memory has no address")
        case .sqlite:
            // In memory where that is possible: waiting for the disk is not what is tested.
            let shared = URL(filePath: "/dev/shm")
            let isShared = FileManager.default.isWritableFile(atPath: shared.path)
            let folder = (isShared ? shared : FileManager.default.temporaryDirectory).appending(
                path: "kinora-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try await body(folder.appending(path: "studio.sqlite").path)
        case .postgres:
            let server = try #require(Self.server)
            let name = "kinora_" + UUID().uuidString.lowercased().replacing("-", with: "")
            try PostgresConnection(url: server).run("CREATE DATABASE \(name)")
            defer { _ = try? PostgresConnection(url: server).run("DROP DATABASE \(name) WITH (FORCE)") }
            try await body(server.contains("://") ? "\(server)?dbname=\(name)" : "\(server) dbname=\(name)")
        }
    }

    func open(_ address: String) throws -> any StudioStore {
        switch self {
        case .memory: MemoryStore()
        case .sqlite: try SQLiteStore(file: URL(filePath: address))
        case .postgres: try PostgresStore(url: address, connections: 4)
        }
    }
}

@Suite("PostgreSQL") struct PostgresCoverage {
    @Test(
        "is covered by this run",
        .enabled(if: TestStore.server != nil, "KINORA_TEST_POSTGRES names no server; Scripts/with-postgres starts one"))
    func isCovered() async throws {
        try await TestStore.postgres.open { stores throws in
            #expect(try await stores[0].read { try $0.accounts(skipping: 0, limit: 1) } == [])
        }
    }
}
