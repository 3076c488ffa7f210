import NIOCore
import Synchronization

/// Closes the connection of a reader that takes nothing for too long: a write to it would wait for ever.
final class StallWatch: Sendable {
    private let channel: any Channel
    private let patience: Duration
    private let began = Mutex<ContinuousClock.Instant?>(nil)

    init(_ channel: any Channel, patience: Duration = .seconds(30)) {
        self.channel = channel
        self.patience = patience
    }

    /// Runs one write.
    func time(_ write: () async throws -> Void) async throws {
        began.withLock { $0 = .now }
        try await write()
        began.withLock { $0 = nil }
    }

    /// Runs `body` and looks on meanwhile.
    func during(_ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.look() }
            defer { group.cancelAll() }
            try await body()
        }
    }

    private func look() async throws {
        while true {
            try await Task.sleep(for: patience / 2)
            if let began = began.withLock({ $0 }), began.duration(to: .now) > patience { channel.close(promise: nil) }
        }
    }
}
