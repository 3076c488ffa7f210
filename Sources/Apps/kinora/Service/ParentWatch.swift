import Foundation
import ServiceLifecycle

/// Ends when the process that started this one is gone, and with it the group of services: a worker must not outlive a service
/// that was killed.
struct ParentWatch: Service {
    func run() async throws {
        let parent = getppid()
        try? await cancelWhenGracefulShutdown {
            while getppid() == parent { try await Task.sleep(for: .seconds(1)) }
        }
    }
}
