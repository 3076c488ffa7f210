import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A server on 127.0.0.1 that says whatever it is told to, whether that is HTTP or not.
public final class ScriptedServer: Sendable {
    public enum Step: Sendable {
        case say(String)
        case bytes([UInt8])
        case wait(TimeAmount)
        /// The same again and again, with a pause between, until the other side goes.
        case forever([UInt8], every: TimeAmount)
        case close
    }

    private let channel: any Channel
    public let port: Int
    private let heard: Heard

    /// - Parameter script: what is done upon a request, of which it gets the text.
    public init(_ script: @escaping @Sendable (String) -> [Step]) async throws {
        let heard = Heard()
        self.heard = heard
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Talker(script, heard))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress!.port!
    }

    /// All requests so far.
    public var requests: [String] { heard.requests.withLock { $0 } }

    public func stop() async throws { try await channel.close() }

    /// Runs a test beside a server.
    public static func with(
        _ script: @escaping @Sendable (String) -> [Step], _ test: (ScriptedServer) async throws -> Void
    ) async throws {
        let server = try await ScriptedServer(script)
        do { try await test(server) } catch {
            try await server.stop()
            throw error
        }
        try await server.stop()
    }

    fileprivate final class Heard: Sendable {
        let requests = Mutex<[String]>([])
    }
}

private final class Talker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let script: @Sendable (String) -> [ScriptedServer.Step]
    private let heard: ScriptedServer.Heard
    private var text = ""
    private var isAnswering = false

    init(_ script: @escaping @Sendable (String) -> [ScriptedServer.Step], _ heard: ScriptedServer.Heard) {
        self.script = script
        self.heard = heard
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        // A TLS handshake begins with the byte 22 and has no blank line.
        guard !isAnswering, isComplete || text.utf8.first == 22 else { return }
        isAnswering = true
        heard.requests.withLock { $0.append(text) }
        Self.run(script(text)[...], on: context.channel)
    }

    private var isComplete: Bool {
        guard let end = text.range(of: "\r\n\r\n") else { return false }
        let length = text[..<end.lowerBound].lowercased().split(separator: "\r\n").first {
            $0.hasPrefix("content-length:")
        }
        .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
        return text[end.upperBound...].utf8.count >= length ?? 0
    }

    private static func run(_ steps: ArraySlice<ScriptedServer.Step>, on channel: any Channel) {
        guard let step = steps.first, channel.isActive else { return }
        let rest = steps.dropFirst()
        switch step {
        case .say(let text): channel.writeAndFlush(ByteBuffer(string: text)).whenSuccess { run(rest, on: channel) }
        case .bytes(let bytes): channel.writeAndFlush(ByteBuffer(bytes: bytes)).whenSuccess { run(rest, on: channel) }
        case .wait(let time): channel.eventLoop.scheduleTask(in: time) { run(rest, on: channel) }
        case .forever(let bytes, let pause):
            channel.writeAndFlush(ByteBuffer(bytes: bytes)).whenSuccess {
                channel.eventLoop.scheduleTask(in: pause) { run(steps, on: channel) }
            }
        case .close: channel.close(promise: nil)
        }
    }
}
