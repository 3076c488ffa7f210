import Foundation
import StudioDomain
import Synchronization

/// Assets in memory, read in parts that are made when they are asked for.
final class AssetsInParts: AssetStore {
    private let kept = Mutex<[AssetID: [UInt8]]>([:])
    /// How many parts were read.
    let partsRead = Mutex(0)
    let isBroken = Mutex(false)
    private let partSize: Int

    init(partSize: Int = 65536) { self.partSize = partSize }

    func put(_ id: AssetID, file: URL, mediaType: String) async throws {
        try await put(id, bytes: Data(contentsOf: file), mediaType: mediaType)
    }

    func put(_ id: AssetID, bytes: Data, mediaType: String) async throws {
        if isBroken.withLock({ $0 }) { throw CocoaError(.fileWriteOutOfSpace) }
        kept.withLock { $0[id] = Array(bytes) }
    }

    func read(_ id: AssetID, _ range: Range<Int>) async throws -> AsyncThrowingStream<[UInt8], any Error> {
        guard let bytes = kept.withLock({ $0[id] }) else { throw AssetStoreError.missing(id) }
        let at = Mutex(range.lowerBound)
        return AsyncThrowingStream { [self] in
            partsRead.withLock { $0 += 1 }
            return at.withLock { at -> [UInt8]? in
                guard at < range.upperBound else { return nil }
                let end = min(at + partSize, range.upperBound)
                defer { at = end }
                return Array(bytes[at..<end])
            }
        }
    }

    func copy(_ id: AssetID, to file: URL) async throws {
        guard let bytes = kept.withLock({ $0[id] }) else { throw AssetStoreError.missing(id) }
        try Data(bytes).write(to: file)
    }

    func remove(_ id: AssetID) async throws { kept.withLock { $0[id] = nil } }

    func all() async throws -> [AssetID] { kept.withLock { $0.keys.sorted() } }
}
