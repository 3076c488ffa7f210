import NIOCore

/// Sends what was written once the answers that are being made on this thread are made, and not each by itself: a client that
/// is woken for every answer takes the processor away for each.
final class FlushLater: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = Never

    private var isWaiting = false

    func flush(context: ChannelHandlerContext) {
        guard !isWaiting else { return }
        isWaiting = true
        context.eventLoop.assumeIsolated().execute { self.flushNow(context) }
    }

    /// What is not sent when a connection is closed never is.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        flushNow(context)
        context.close(mode: mode, promise: promise)
    }

    private func flushNow(_ context: ChannelHandlerContext) {
        guard isWaiting else { return }
        isWaiting = false
        context.flush()
    }
}
