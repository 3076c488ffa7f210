import Dispatch
import Foundation

/// Runs work that Ctrl-C (SIGINT) or SIGTERM cancels instead of killing the process, so that it can clean up.
func cancellableBySignals<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    // Unstructured, because a signal arrives outside of any task.
    let task = Task { try await work() }
    let sources = [SIGINT, SIGTERM].map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { task.cancel() }
        source.resume()
        return source
    }
    defer { for source in sources { source.cancel() } }
    return try await task.value
}
