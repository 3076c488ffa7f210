import Dispatch
import Foundation

/// Runs work that Ctrl-C (SIGINT), SIGTERM or a closed terminal (SIGHUP) cancels instead of killing the process, so that
/// it can clean up.
func cancellableBySignals<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    // Unstructured, because a signal arrives outside of any task.
    let task = Task { try await work() }
    // A queue of its own: on one processor the shared ones wait until the work is over.
    let queue = DispatchQueue(label: "kinora.signals")
    let sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number -> (any DispatchSourceSignal)? in
        let before = signal(number, SIG_IGN)
        // `nohup` has the closed terminal ignored, and that stays so.
        if number == SIGHUP, isIgnoring(before) { return nil }
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler {
            task.cancel()
            // Whoever asks twice does not want to wait for the cleaning up.
            signal(number, SIG_DFL)
        }
        source.resume()
        return source
    }
    defer { for source in sources { source.cancel() } }
    return try await task.value
}

/// Handlers are C functions, which Swift does not compare.
private func isIgnoring(_ handler: __sighandler_t?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
}
