import Synchronization

/// How many bytes of bodies are being read at this moment, all requests together, within a limit: each body may be large, and
/// anyone with a key may send many slowly.
final class BodyMemory: Sendable {
    private let most: Int
    private let used = Mutex(0)

    /// - Parameter most: bytes.
    init(most: Int) { self.most = most }

    /// Whether there was room; if not, nothing is taken.
    func take(_ bytes: Int) -> Bool {
        used.withLock { used in
            guard used + bytes <= most else { return false }
            used += bytes
            return true
        }
    }

    func give(_ bytes: Int) { used.withLock { $0 -= bytes } }
}
