import Foundation

/// Where the bytes of assets are kept. What is there is complete: a store shows nothing that is half written.
public protocol AssetStore: Sendable {
    /// Keeps a file's bytes. The file may be moved away or stay.
    func put(_ id: AssetID, file: URL, mediaType: String) async throws
    func put(_ id: AssetID, bytes: Data, mediaType: String) async throws
    /// The bytes of a range of an asset, in parts of at most 256 KiB, read as they are asked for.
    /// - Throws: `AssetStoreError.missing`.
    func read(_ id: AssetID, _ range: Range<Int>) async throws -> AsyncThrowingStream<[UInt8], any Error>
    /// Copies the whole of it to a file that is not there yet.
    /// - Throws: `AssetStoreError.missing`.
    func copy(_ id: AssetID, to file: URL) async throws
    /// Nothing happens where there is none.
    func remove(_ id: AssetID) async throws
    /// Identifiers of what is kept, for finding what belongs to nothing.
    func all() async throws -> [AssetID]
    /// Removes what writers that were killed left half written. To be called every hour or so, by anyone.
    func removeLeftovers() async throws
}

extension AssetStore {
    public func removeLeftovers() async throws {}
}

public enum AssetStoreError: Error, Equatable, Sendable {
    case missing(AssetID)
}
