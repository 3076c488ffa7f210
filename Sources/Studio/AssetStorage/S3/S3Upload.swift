import NIOCore

/// A large object that is sent in parts and appears when the last one is there.
///
/// - Source: "Uploading and copying objects using multipart upload" in the Amazon S3 user guide.
struct S3Upload {
    let client: S3Client
    let key: String
    let mediaType: String

    /// - Parameters:
    ///   - first: the parts to begin with.
    ///   - next: the parts after them; nothing at the end.
    func send(_ first: [ByteBuffer], next: () async throws -> ByteBuffer?) async throws {
        let response = try await client.send(
            .POST, key, query: [("uploads", "")], headers: [("content-type", mediaType)])
        let text = String(buffer: try await response.body.collect(upTo: S3Client.mostAnswerBytes))
        guard let upload = S3Answer(text).first("UploadId") else {
            throw S3Error.refused(status: Int(response.status.code), code: "no UploadId")
        }
        do {
            var tags: [String] = []
            for part in first { tags.append(try await send(part, number: tags.count + 1, upload)) }
            while let part = try await next() { tags.append(try await send(part, number: tags.count + 1, upload)) }
            try await complete(upload, tags)
        } catch {
            // A task of its own: this one may be cancelled, and then nothing more could be sent in it.
            await Task { [client, key] in try? await Self.abort(upload, of: key, by: client) }.value
            throw error
        }
    }

    /// Gives up what was sent so far.
    static func abort(_ upload: String, of key: String, by client: S3Client) async throws {
        let response = try await client.send(.DELETE, key, query: [("uploadId", upload)])
        _ = try await response.body.collect(upTo: S3Client.mostAnswerBytes)
    }

    /// - Returns: the part's tag, with its quotation marks.
    private func send(_ part: ByteBuffer, number: Int, _ upload: String) async throws -> String {
        let response = try await client.send(
            .PUT, key, query: [("partNumber", String(number)), ("uploadId", upload)], body: part)
        _ = try await response.body.collect(upTo: S3Client.mostAnswerBytes)
        guard let tag = response.headers.first(name: "etag") else {
            throw S3Error.refused(status: Int(response.status.code), code: "no ETag")
        }
        return tag
    }

    private func complete(_ upload: String, _ tags: [String]) async throws {
        let parts = tags.enumerated().map {
            "<Part><PartNumber>\($0.offset + 1)</PartNumber><ETag>\($0.element)</ETag></Part>"
        }
        let answer = try await client.text(
            .POST, key, query: [("uploadId", upload)],
            body: ByteBuffer(string: "<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>"))
        // Status 200 comes before the parts are put together; what went wrong then is told behind it.
        if let code = answer.first("Code") { throw S3Error.refused(status: 200, code: code) }
    }
}
