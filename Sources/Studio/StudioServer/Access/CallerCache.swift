import Crypto
import Foundation
import Synchronization

/// Callers whose credentials were good a moment ago, so that asking again costs no look-up.
///
/// A key that is revoked goes on for `lifetime`, no longer.
final class CallerCache: Sendable {
    /// Seconds.
    static let lifetime: TimeInterval = 3
    static let mostEntries = 10_000

    private struct Entry {
        let caller: Caller
        let ends: Date
    }

    private let entries = Mutex<[SHA256Digest: Entry]>([:])

    func caller(_ fingerprint: SHA256Digest, at time: Date) -> Caller? {
        entries.withLock { entries in
            guard let entry = entries[fingerprint], time < entry.ends else { return nil }
            return entry.caller
        }
    }

    /// - Parameter end: when the credential itself ends.
    func keep(_ caller: Caller, as fingerprint: SHA256Digest, until end: Date, at time: Date) {
        entries.withLock { entries in
            if entries.count >= Self.mostEntries {
                entries = entries.filter { time < $0.value.ends }
                if entries.count >= Self.mostEntries { entries = [:] }
            }
            entries[fingerprint] = Entry(
                caller: caller, ends: min(end, time.addingTimeInterval(Self.lifetime)))
        }
    }
}
