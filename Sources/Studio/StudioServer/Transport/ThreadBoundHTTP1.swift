import HummingbirdCore
import Logging
import NIOCore

/// HTTP/1.1 whose requests are answered on the thread that reads and writes their connection: changing to one of the threads
/// that all tasks share, and back, takes longer than most answers do.
///
/// What would hold that thread up, and with it the other connections that it serves, is done elsewhere: files and the
/// database's commits have threads of their own, and `Transport` moves requests with large bodies to the shared threads.
struct ThreadBoundHTTP1: ServerChildChannel {
    let http: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        http.setup(channel: channel, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(loop: value.channel.eventLoop)) {
            await http.handle(value: value, logger: logger)
        }
    }
}

/// Runs tasks on the thread of an event loop.
final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
