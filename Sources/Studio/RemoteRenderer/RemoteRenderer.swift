import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import StudioDomain

/// Has orders made by another server that speaks OpenAI's `/v1/videos`: vLLM-Omni, SGLang, or another Kinora.
///
/// Such servers make clips from words or from a first frame. An order for anything else fails with a sentence.
///
/// - Source: OpenAI's videos API; `Videos API` of vLLM-Omni and `OpenAI API` of SGLang Diffusion, which take the same form.
public struct RemoteRenderer: Renderer {
    /// Where it is.
    public struct Server: Sendable {
        /// Without "/v1".
        public let url: URL
        /// What the server calls the model; nothing for its only one.
        public let model: String?
        public let apiKey: String?

        public init(url: URL, model: String? = nil, apiKey: String? = nil) {
            self.url = url
            self.model = model
            self.apiKey = apiKey
        }
    }

    /// Between two looks at how far it is.
    static let interval = Duration.seconds(1)
    /// A server that does not answer, or answers that it is busy, is given up after so long: one that is started anew is back
    /// sooner.
    static let patience = Duration.seconds(120)
    /// Seconds that one answer may take, and that of a clip being let go; bytes that a clip may have.
    static let answerSeconds: Int64 = 30
    static let farewellSeconds: Int64 = 5
    static let mostBytes = 1 << 30

    private let server: Server
    private let name: String
    private let client: HTTPClient

    /// - Parameter name: the model's name here, by which jobs come to it.
    public init(_ server: Server, as name: String, client: HTTPClient = .shared) {
        self.server = server
        self.name = name
        self.client = client
    }

    public func models() async throws -> [String] { [name] }

    /// Its own server's matter.
    public func memoryNeeded(for order: Order, model: String) async throws -> Int? { nil }

    public func render(
        _ order: Order, model: String, inputs: [URL], into folder: URL,
        report: @escaping @Sendable (StudioDomain.Progress, Data?) -> Void
    ) async throws -> [RenderedFile] {
        let form = try VideoForm(order, model: server.model, inputs: inputs)
        var files: [RenderedFile] = []
        for number in 0..<order.count {
            let video = try await create(form, number: number)
            do {
                let finished = try await wait(for: video, number: number, of: order.count, report: report)
                let file = folder.appending(path: "\(number).mp4")
                try await download(finished.id, to: file)
                files.append(
                    RenderedFile(file: file, mediaType: "video/mp4", seconds: finished.length ?? order.seconds))
            } catch {
                // Nobody waits for it any more. A task of its own, since this one may be cancelled already; waited for, since the
                // worker may be stopping.
                await Task {
                    _ = try? await send(.DELETE, "videos/\(video.id)", seconds: Self.farewellSeconds)
                }.value
                throw error
            }
        }
        return files
    }

    private func create(_ form: VideoForm, number: Int) async throws -> RemoteVideo {
        let (type, body) = form.body(number: number)
        let begun = ContinuousClock.now
        while true {
            do {
                return try RemoteVideo(await send(.POST, "videos", type: type, body: body))
            } catch let error as RemoteRendererError where error.isBusy && ContinuousClock.now - begun < Self.patience {
                // Nothing was begun, so asking again makes nothing twice.
                try await Task.sleep(for: Self.interval)
            }
        }
    }

    private func wait(
        for video: RemoteVideo, number: Int, of count: Int, report: (StudioDomain.Progress, Data?) -> Void
    ) async throws -> RemoteVideo {
        var (video, heard) = (video, ContinuousClock.now)
        while true {
            switch video.status {
            case .completed: return video
            case .failed: throw RenderFailure(video.problem ?? "The rendering server could not make it.")
            case .queued, .inProgress: break
            }
            report(
                StudioDomain.Progress(step: number * 100 + video.progress, steps: count * 100, secondsLeft: nil), nil)
            try await Task.sleep(for: Self.interval)
            do {
                video = try RemoteVideo(await send(.GET, "videos/\(video.id)"))
                heard = .now
            } catch let error where !(error is CancellationError || error is RenderFailure) {
                try Task.checkCancellation()
                if ContinuousClock.now - heard > Self.patience { throw error }
            }
        }
    }

    private func download(_ id: String, to file: URL) async throws {
        let response = try await client.execute(request(.GET, "videos/\(id)/content"), timeout: .minutes(10))
        guard response.status == .ok else { throw RemoteRendererError.refused(status: Int(response.status.code)) }
        guard FileManager.default.createFile(atPath: file.path, contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        var bytes = 0
        for try await part in response.body {
            bytes += part.readableBytes
            guard bytes <= Self.mostBytes else { throw RemoteRendererError.tooLarge }
            try handle.write(contentsOf: Data(part.readableBytesView))
        }
    }

    /// The answer's body.
    /// - Throws: `RenderFailure` with the server's own sentence where it refuses what was asked.
    @discardableResult private func send(
        _ method: NIOHTTP1.HTTPMethod, _ path: String, type: String? = nil, body: Data? = nil,
        seconds: Int64 = answerSeconds
    ) async throws -> Data {
        var request = request(method, path)
        if let type { request.headers.add(name: "content-type", value: type) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await client.execute(request, timeout: .seconds(seconds))
        let answer = Data(try await response.body.collect(upTo: 1 << 20).readableBytesView)
        switch response.status.code {
        case 200..<300: return answer
        case 400, 422: throw RenderFailure(RemoteVideo.problem(in: answer) ?? "The rendering server refuses this.")
        default: throw RemoteRendererError.refused(status: Int(response.status.code))
        }
    }

    private func request(_ method: NIOHTTP1.HTTPMethod, _ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: server.url.appending(path: "v1").appending(path: path).absoluteString)
        request.method = method
        if let key = server.apiKey { request.headers.add(name: "authorization", value: "Bearer \(key)") }
        return request
    }
}

/// What is wrong between here and the other server: for the operator, not for the job's owner.
public enum RemoteRendererError: Error, Equatable, CustomStringConvertible {
    case refused(status: Int)
    case unreadable
    case tooLarge

    /// Whether it may take the order a moment later.
    var isBusy: Bool { self == .refused(status: 429) || self == .refused(status: 503) }

    public var description: String {
        switch self {
        case .refused(let status): "The rendering server answered with status \(status)."
        case .unreadable: "The rendering server's answer is no video object."
        case .tooLarge: "The rendering server's clip has more than a gibibyte."
        }
    }
}
