import Synchronization

/// Hands out 0, 1, 2, ... to any number of threads, each number once.
final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    /// The next number, nil when it would not be below the limit.
    func advance(below limit: Int) -> Int? {
        let next = value.wrappingAdd(1, ordering: .relaxed).oldValue
        return next < limit ? next : nil
    }
}
