import Foundation
import StudioDomain
import Synchronization

/// What one reader has still to be told. Of each task only its newest moment is kept, so that a slow reader misses moments
/// and not the state; one with too many tasks left to be told of is dropped.
final class Subscription: Sendable {
    enum Subject: Hashable, Sendable {
        case job(JobID)
        case account(AccountID)
    }

    let subject: Subject
    /// A signal for "something is there"; it ends with the subscription.
    let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let state = Mutex(State())

    static let mostPending = 1000

    private struct State {
        var events: [JobID: TaskEvent] = [:]
        /// Jobs in the order in which they came.
        var order: [JobID] = []
        var isBeating = false
    }

    init(_ subject: Subject) {
        self.subject = subject
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func tell(_ event: TaskEvent) {
        let isOverrun = state.withLock { state in
            if state.events.updateValue(event, forKey: event.job) == nil { state.order.append(event.job) }
            return state.order.count > Self.mostPending
        }
        if isOverrun { end() } else { signal.yield() }
    }

    /// Asks for a sign of life.
    func beat() {
        state.withLock { $0.isBeating = true }
        signal.yield()
    }

    func end() { signal.finish() }

    /// What is there to be told, each task once.
    func take() -> (events: [TaskEvent], isBeating: Bool) {
        state.withLock { state in
            defer { state = State() }
            return (state.order.compactMap { state.events[$0] }, state.isBeating)
        }
    }
}
