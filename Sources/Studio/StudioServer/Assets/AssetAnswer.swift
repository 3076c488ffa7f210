import Foundation
import Hummingbird
import NIOCore
import StudioAPI
import StudioDomain

/// Answers with an asset's bytes, or the part of them that is asked for.
struct AssetAnswer {
    let asset: Asset
    let store: any AssetStore
    /// For how many seconds it may be kept by whoever got it; its bytes never change.
    let freshSeconds: Int
    /// Whether browsers shall keep it as a file instead of showing it.
    let isDownload: Bool

    /// - Throws: `APIError` when its bytes are gone.
    func answer(_ request: Request, _ context: StudioRequestContext) async throws -> Response {
        var headers: HTTPFields = [
            .acceptRanges: "bytes",
            .eTag: tag,
            .cacheControl: "private, max-age=\(max(freshSeconds, 0)), immutable",
            .contentDisposition:
                "\(isDownload ? "attachment" : "inline"); filename=\"\(asset.id).\(asset.fileExtension)\"",
            // What comes from here is never run as a page, whatever is in it.
            .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: "default-src 'none'; sandbox",
        ]
        if let known = request.headers[.ifNoneMatch], Self.list(known, has: tag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = asset.mediaType
        switch range(of: request) {
        case .whole:
            return try await response(status: .ok, headers: headers, bytes: 0..<asset.bytes, context)
        case .part(let bytes):
            headers[.contentRange] = "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(asset.bytes)"
            return try await response(status: .partialContent, headers: headers, bytes: bytes, context)
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(asset.bytes)"
            headers[.contentType] = nil
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
    }

    /// Strong: the bytes under an identifier never change.
    private var tag: String { "\"\(asset.id)\"" }

    private func range(of request: Request) -> ByteRange {
        // A part of something else than the client has is of no use to it.
        if let condition = request.headers[.ifRange], condition.trimmingCharacters(in: .whitespaces) != tag {
            return .whole
        }
        return ByteRange(request.headers[.range], size: asset.bytes)
    }

    private static func list(_ header: String, has tag: String) -> Bool {
        header.split(separator: ",").contains { entry in
            let entry = entry.trimmingCharacters(in: .whitespaces)
            return entry == "*" || entry == tag || entry == "W/" + tag
        }
    }

    private func response(
        status: HTTPResponse.Status, headers: HTTPFields, bytes: Range<Int>, _ context: StudioRequestContext
    ) async throws -> Response {
        guard !bytes.isEmpty else { return Response(status: status, headers: headers) }
        // Asked for before the answer begins, so that what is gone is a refusal and not half an answer.
        let parts: AsyncThrowingStream<[UInt8], any Error>
        do {
            parts = try await store.read(asset.id, bytes)
        } catch AssetStoreError.missing {
            throw APIError.notFound("The file")
        }
        let stalls = StallWatch(context.channel)
        return Response(
            status: status, headers: headers,
            body: ResponseBody(contentLength: bytes.count) { writer in
                var left = bytes.count
                try await stalls.during {
                    // Each write waits until the connection takes more, and each part is read when it is asked for.
                    for try await part in parts {
                        left -= part.count
                        guard left >= 0 else { break }
                        try await stalls.time { try await writer.write(ByteBuffer(bytes: part)) }
                    }
                }
                // Another length than the head told: the connection is closed, so that nobody takes it for whole.
                guard left == 0 else { throw AssetStoreError.missing(asset.id) }
                try await writer.finish(nil)
            })
    }
}

extension Asset {
    /// Of a file with its bytes.
    var fileExtension: String {
        switch mediaType {
        case "video/mp4": "mp4"
        case "video/quicktime": "mov"
        case "image/png": "png"
        case "image/jpeg": "jpg"
        case "image/webp": "webp"
        case "image/gif": "gif"
        case "application/json": "json"
        default: "bin"
        }
    }
}
