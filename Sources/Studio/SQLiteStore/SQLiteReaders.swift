import GRDB
import Synchronization

/// Connections to look with, as many as there are looks at the same time, opened when they are needed.
///
/// GRDB's own pool hands connections out through dispatch queues, whose threads sleep and wake for each: two cores did a third of
/// the look-ups that one does alone.
final class SQLiteReaders: Sendable {
    private let path: String
    private let configuration: Configuration
    /// The one that was used last, whose pages are known, comes first.
    private let idle = Mutex<[DatabaseQueue]>([])

    init(path: String, configuration: Configuration) {
        self.path = path
        self.configuration = configuration
    }

    /// Runs here and now. Each statement sees the state of one moment.
    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        let reader =
            try idle.withLock { $0.popLast() } ?? DatabaseQueue(path: path, configuration: configuration)
        defer { idle.withLock { $0.append(reader) } }
        return try reader.unsafeRead(body)
    }
}
