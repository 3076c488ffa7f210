import AsyncHTTPClient
import Foundation
import NIOCore
import StudioDomain

/// Assets as objects of an S3-compatible store, for any number of machines. A key is the location's prefix and the identifier.
public struct S3AssetStore: AssetStore {
    private let client: S3Client
    /// Bytes of a file that is sent at once; larger ones go in parts of this size.
    private let partBytes: Int

    private static let readBytes = 256 << 10
    /// How often a copy begins anew when its answer breaks off.
    private static let copies = 3
    /// An upload in parts that began longer ago has no writer any more. Seconds.
    private static let longestUpload: TimeInterval = 24 * 3600

    /// - Parameters:
    ///   - client: shared by the process; its pools of connections are used.
    ///   - partBytes: at least 5 MiB in most stores; a part is held in memory.
    ///   - firstPause: before a request is sent again to a store that was too busy.
    ///   - now: the clock that requests are signed by.
    public init(
        at location: S3Location, client: HTTPClient = .shared, partBytes: Int = 8 << 20,
        firstPause: Duration = .milliseconds(200), now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.client = S3Client(location: location, client: client, now: now, firstPause: firstPause)
        self.partBytes = partBytes
    }

    public func put(_ id: AssetID, bytes: Data, mediaType: String) async throws {
        let response = try await client.send(
            .PUT, key(of: id), headers: [("content-type", mediaType)], body: ByteBuffer(bytes: bytes))
        try await finish(response)
    }

    public func put(_ id: AssetID, file: URL, mediaType: String) async throws {
        let reader = try await blocking { try PartReader(file, 0..<Int.max) }
        guard let reader else { throw FileAssetStoreError(ENOENT) }
        guard let first = try await nextPart(reader) else {
            return try await put(id, bytes: Data(), mediaType: mediaType)
        }
        guard let second = try await nextPart(reader) else {
            let response = try await client.send(
                .PUT, key(of: id), headers: [("content-type", mediaType)], body: first)
            return try await finish(response)
        }
        try await S3Upload(client: client, key: key(of: id), mediaType: mediaType).send([first, second]) {
            try await nextPart(reader)
        }
    }

    public func read(_ id: AssetID, _ range: Range<Int>) async throws -> AsyncThrowingStream<[UInt8], any Error> {
        guard !range.isEmpty else {
            try await missing(id) { try await finish(client.send(.HEAD, key(of: id))) }
            return AsyncThrowingStream { $0.finish() }
        }
        do {
            let response = try await missing(id) {
                try await client.send(
                    .GET, key(of: id), headers: [("range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")])
            }
            return parts(of: response)
        } catch S3Error.refused(status: 416, _) {
            // It begins beyond the end.
            return AsyncThrowingStream { $0.finish() }
        }
    }

    public func copy(_ id: AssetID, to file: URL) async throws {
        for number in 1... {
            let response = try await missing(id) { try await client.send(.GET, key(of: id)) }
            let writer = try await blocking { try PartWriter(file) }
            do {
                for try await part in parts(of: response) { try await blocking { try writer.append(part) } }
                return
            } catch {
                try? FileManager.default.removeItem(at: file)
                if number == Self.copies || Task.isCancelled || error is FileAssetStoreError { throw error }
            }
        }
    }

    public func remove(_ id: AssetID) async throws {
        do {
            try await finish(client.send(.DELETE, key(of: id)))
        } catch S3Error.refused(status: 404, _) {
            return
        }
    }

    public func all() async throws -> [AssetID] {
        let prefix = client.location.prefix
        var (ids, token) = ([AssetID](), String?.none)
        repeat {
            let answer = try await client.text(
                .GET, "",
                query: [("list-type", "2"), ("prefix", prefix)] + (token.map { [("continuation-token", $0)] } ?? []))
            ids += answer.all("Key").compactMap { $0.hasPrefix(prefix) ? AssetID($0.dropFirst(prefix.count)) : nil }
            token = answer.first("IsTruncated") == "true" ? answer.first("NextContinuationToken") : nil
        } while token != nil
        return ids
    }

    public func removeLeftovers() async throws {
        let latest = client.now().addingTimeInterval(-Self.longestUpload)
        let answer = try await client.text(
            .GET, "", query: [("uploads", ""), ("prefix", client.location.prefix)])
        for upload in answer.all("Upload").map(S3Answer.init) {
            guard let key = upload.first("Key"), let identifier = upload.first("UploadId"),
                let begun = upload.first("Initiated").flatMap(Self.time), begun < latest
            else { continue }
            try await S3Upload.abort(identifier, of: key, by: client)
        }
    }

    // MARK: Requests

    private func key(of id: AssetID) -> String { client.location.prefix + id.description }

    private func missing<Value>(_ id: AssetID, _ ask: () async throws -> Value) async throws -> Value {
        do { return try await ask() } catch S3Error.refused(status: 404, _) { throw AssetStoreError.missing(id) }
    }

    /// Reads an answer to its end, so that its connection can be used again.
    private func finish(_ response: HTTPClientResponse) async throws {
        _ = try await response.body.collect(upTo: S3Client.mostAnswerBytes)
    }

    private func parts(of response: HTTPClientResponse) -> AsyncThrowingStream<[UInt8], any Error> {
        let expected = response.headers.first(name: "content-length").flatMap { Int($0) }
        var (body, rest, count) = (response.body.makeAsyncIterator(), ByteBuffer(), 0)
        return AsyncThrowingStream {
            while rest.readableBytes == 0 {
                guard let next = try await body.next() else {
                    if let expected, count < expected { throw S3Error.cutShort }
                    return nil
                }
                rest = next
            }
            let part = rest.readBytes(length: min(rest.readableBytes, Self.readBytes))
            count += part?.count ?? 0
            return part
        }
    }

    private func nextPart(_ reader: PartReader) async throws -> ByteBuffer? {
        try await blocking { [partBytes] in
            var part = ByteBuffer()
            while part.readableBytes < partBytes, let bytes = try reader.next(partBytes - part.readableBytes) {
                part.writeBytes(bytes)
            }
            return part.readableBytes == 0 ? nil : part
        }
    }

    /// "2026-11-25T03:10:00.000Z", with or without a fraction.
    private static func time(_ text: String) -> Date? {
        (try? Date(text, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true)))
            ?? (try? Date(text, strategy: .iso8601))
    }
}
