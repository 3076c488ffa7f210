import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on loopback that gives each request the next of its answers, for what a real store does only when it is in
/// trouble.
final class ScriptedServer: Sendable {
    struct Answer: Sendable {
        let status: HTTPResponseStatus
        var headers: HTTPHeaders = [:]
        var body = ""
        /// Whether the connection ends before the body does.
        var isCutShort = false
    }

    private let channel: any Channel
    private let answers: Mutex<[Answer]>
    private let seen = Mutex<[String]>([])

    var port: Int { channel.localAddress?.port ?? 0 }
    /// "PUT /bucket/1", ... in order.
    var requests: [String] { seen.withLock { $0 } }

    init(_ answers: [Answer]) async throws {
        self.answers = Mutex(answers)
        let box = WeakServer()
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(box))
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        box.server.withLock { $0 = self }
    }

    func stop() async throws { try await channel.close() }

    private func answer(to request: String) -> Answer {
        seen.withLock { $0.append(request) }
        return answers.withLock { $0.isEmpty ? Answer(status: .notImplemented) : $0.removeFirst() }
    }

    private final class WeakServer: Sendable {
        let server = Mutex<ScriptedServer?>(nil)
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart
        private let box: WeakServer
        private var request = ""

        init(_ box: WeakServer) { self.box = box }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): request = "\(head.method.rawValue) \(head.uri)"
            case .body: break
            case .end:
                guard let answer = box.server.withLock({ $0 })?.answer(to: request) else { return }
                var headers = answer.headers
                let missing = answer.isCutShort ? 10 : 0
                headers.add(name: "content-length", value: String(answer.body.utf8.count + missing))
                context.write(
                    wrapOutboundOut(.head(.init(version: .http1_1, status: answer.status, headers: headers))),
                    promise: nil)
                context.writeAndFlush(
                    wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
                if answer.isCutShort {
                    context.close(promise: nil)
                } else {
                    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
                }
            }
        }
    }
}
