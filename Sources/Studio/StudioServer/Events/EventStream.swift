import Foundation
import Hummingbird
import NIOCore
import ServiceLifecycle
import StudioDomain

/// Writes what a subscription brings as server-sent events.
///
/// First comes how things stand, then each change. A comment comes as a sign of life where nothing else does, and with it the
/// state is looked up once more, in case the news of a change was lost on its way. A reader that takes nothing for longer than
/// `patience` is cut off, and every reader after `longest`; it comes again and is told how things stand.
struct EventStream: Sendable {
    let hub: EventHub
    let account: AccountID
    var interval = Duration.seconds(15)
    var patience = Duration.seconds(20)
    var longest = Duration.seconds(3600)

    /// - Parameter now: how things stand at the moment, those tasks included that the reader was told of and that have not
    ///   ended as far as it knows.
    func response(
        _ subject: Subscription.Subject, _ context: StudioRequestContext,
        now: @escaping @Sendable (Set<JobID>) async throws -> [TaskEvent]
    ) -> Response {
        let channel = context.channel
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream", .cacheControl: "no-store",
                // nginx would otherwise collect the events until a page of them is there.
                .init("X-Accel-Buffering")!: "no",
            ],
            body: ResponseBody { writer in
                // Here and not earlier, since a body that is never begun would leave its subscription behind.
                let subscription = try hub.subscribe(subject, of: account)
                defer { hub.end(subscription, of: account) }
                let stalls = StallWatch(channel, patience: patience)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await beat(subscription) }
                    group.addTask {
                        // A server that stops waits for its readers, so they are sent away.
                        try await gracefulShutdown()
                        subscription.end()
                    }
                    defer { group.cancelAll() }
                    try await stalls.during { try await write(subscription, now: now, stalls, to: &writer) }
                }
                try await writer.finish(nil)
            })
    }

    private func write(
        _ subscription: Subscription, now: (Set<JobID>) async throws -> [TaskEvent], _ stalls: StallWatch,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        var isFollowingJob = false
        if case .job = subscription.subject { isFollowingJob = true }
        /// The moment of each unfinished task that the reader was told of last.
        var told: [JobID: String] = [:]
        var (events, text) = (try await now([]), "retry: 2000\n\n")
        var signals = subscription.signals.makeAsyncIterator()
        while true {
            for event in events where told[event.job] != event.id {
                told[event.job] = event.isLast ? nil : event.id
                text += try event.message(encoder)
            }
            if !text.isEmpty {
                let message = ByteBuffer(string: text)
                try await stalls.time { try await writer.write(message) }
            }
            if isFollowingJob, events.contains(where: \.isLast) { return }
            guard await signals.next() != nil else { return }
            let (news, isBeating) = subscription.take()
            (events, text) = (news, "")
            if isBeating {
                let known = Set(told.keys).subtracting(news.map(\.job))
                events += try await now(known).filter { known.contains($0.job) || told[$0.job] == nil }
                text = ":\n\n"
            }
        }
    }

    /// Asks for signs of life.
    private func beat(_ subscription: Subscription) async throws {
        let clock = ContinuousClock()
        let end = clock.now + longest
        while clock.now < end {
            try await clock.sleep(for: interval)
            subscription.beat()
        }
        subscription.end()
    }
}
