import Synchronization

/// Hands out 0, 1, 2, ... to any number of threads, each number once.
final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func advance() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}
