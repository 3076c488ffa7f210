import Foundation
import JSONWriting
import Synchronization

/// Values as stores keep them: JSON, so that a type of the domain can grow without a migration. Dates are kept as the seconds
/// that they hold, with every digit, so that a value that was kept and loaded is equal to itself.
///
/// To read JSON takes ten times as long as to find its row. What bytes mean never changes, so values that were read lately
/// are known by their bytes: an account and its grants, which every submission looks at; a job that its client asks for
/// again and again.
public final class StoredJSON: Sendable {
    /// So many at least are known, twice as many at most; each takes 1 to 3 KB.
    private static let capacity = 2000

    /// Those of `newer` become the older ones when there are enough.
    private struct Known {
        var newer: [Bytes: any Sendable] = [:]
        var older: [Bytes: any Sendable] = [:]

        mutating func keep(_ value: any Sendable, as bytes: Bytes) {
            if newer.count >= capacity { (newer, older) = ([:], newer) }
            newer[bytes] = value
        }
    }

    /// All of them are hashed: `Data` looks at the first 80, which many jobs share.
    private struct Bytes: Hashable {
        let data: Data

        func hash(into hasher: inout Hasher) { data.withUnsafeBytes { hasher.combine(bytes: $0) } }
    }

    private let decoder = JSONDecoder()
    private let known = Mutex(Known())

    public init() {}

    public func encode(_ value: some Encodable) throws -> [UInt8] { try JSONWriter.bytes(of: value) }

    public func decode<Value: Decodable & Sendable>(_ type: Value.Type = Value.self, from json: Data) throws -> Value {
        let bytes = Bytes(data: json)
        if let known = value(of: bytes), let value = known as? Value { return value }
        let value = try decoder.decode(type, from: json)
        keep(value, as: bytes)
        return value
    }

    private func value(of bytes: Bytes) -> (any Sendable)? {
        known.withLock { known -> (any Sendable)? in
            if let value = known.newer[bytes] { return value }
            guard let value = known.older[bytes] else { return nil }
            known.keep(value, as: bytes)
            return value
        }
    }

    private func keep(_ value: any Sendable, as bytes: Bytes) { known.withLock { $0.keep(value, as: bytes) } }
}
