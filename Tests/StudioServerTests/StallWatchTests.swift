import NIOCore
import NIOPosix
import Testing

@testable import StudioServer

@Suite("Stall watch") struct StallWatchTests {
    private func channel() async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0).get()
    }

    @Test("a reader that takes nothing for too long is cut off") func stalls() async throws {
        let channel = try await channel()
        let watch = StallWatch(channel, patience: .milliseconds(200))
        try await watch.during {
            // One write that ends when the connection does; on a busy machine that may take its time.
            try await watch.time {
                for _ in 0..<600 where channel.isActive { try await Task.sleep(for: .milliseconds(50)) }
            }
        }
        #expect(!channel.isActive)
    }

    @Test("one that takes slowly and steadily is not") func slow() async throws {
        let channel = try await channel()
        // Together the writes last longer than the patience, and each far shorter.
        let watch = StallWatch(channel, patience: .seconds(4))
        try await watch.during {
            for _ in 0..<50 { try await watch.time { try await Task.sleep(for: .milliseconds(100)) } }
        }
        #expect(channel.isActive)
        channel.close(promise: nil)
    }
}
