import NIOCore
import NIOPosix
import Testing

@testable import StudioServer

@Suite("Stall watch") struct StallWatchTests {
    /// Whether a channel is still open after writes that each take a time.
    private func isOpen(afterWrites count: Int, of time: Duration) async throws -> Bool {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let watch = StallWatch(channel, patience: .milliseconds(400))
        try await watch.during {
            for _ in 0..<count { try await watch.time { try await Task.sleep(for: time) } }
        }
        defer { channel.close(promise: nil) }
        return channel.isActive
    }

    @Test("a reader that takes nothing for too long is cut off") func stalls() async throws {
        #expect(try await !isOpen(afterWrites: 1, of: .milliseconds(1500)))
    }

    @Test("one that takes slowly and steadily is not") func slow() async throws {
        #expect(try await isOpen(afterWrites: 100, of: .milliseconds(10)))
    }
}
