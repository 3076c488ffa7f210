import Dispatch

/// Runs work that waits for a disk on a thread apart from those that all tasks share.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        disk.async { continuation.resume(with: Result(catching: work)) }
    }
}

private let disk = DispatchQueue(label: "kinora.assets", attributes: .concurrent)
