import StudioAPI
import StudioDomain
import Synchronization
import Testing

@testable import StudioServer

@Suite("Selection slots") struct SelectionSlotsTests {
    private let account = AccountID(number: 1)

    /// Holds slots until it is told to go on.
    private final class Gate: Sendable {
        private let stream: AsyncStream<Void>
        private let continuation: AsyncStream<Void>.Continuation
        let held = Mutex(0)
        let began = Mutex([Int]())

        init() { (stream, continuation) = AsyncStream.makeStream() }

        func hold() async {
            held.withLock { $0 += 1 }
            for await _ in stream { break }
        }

        func open() { continuation.finish() }

        func wait(for count: Int) async throws {
            while held.withLock({ $0 }) < count { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    @Test("so many work at once, and the next begins when one ends") func order() async throws {
        let (slots, gate) = (SelectionSlots(atOnce: 1), Gate())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await slots.both(AccountID(number: 9)) { await gate.hold() } }
            try await gate.wait(for: 1)
            for number in 1...3 {
                group.addTask {
                    try await slots.both(account) { gate.began.withLock { $0.append(number) } }
                }
                while slots.waiting < number { try await Task.sleep(for: .milliseconds(1)) }
            }
            #expect(gate.began.withLock { $0 }.isEmpty)
            gate.open()
            try await group.waitForAll()
        }
        #expect(gate.began.withLock { $0 } == [1, 2, 3] && slots.isEmpty)
    }

    @Test("of one account no more than a few, and of all no more than can wait") func limits() async throws {
        let (slots, gate) = (SelectionSlots(atOnce: 1, mostWaiting: 2, mostOfAccount: 2), Gate())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await slots.both(account) { await gate.hold() } }
            try await gate.wait(for: 1)
            group.addTask { try await slots.both(account) {} }
            while slots.waiting < 1 { try await Task.sleep(for: .milliseconds(1)) }
            await #expect(throws: APIError.tooFrequent) { try await slots.both(account) {} }
            group.addTask { try await slots.both(AccountID(number: 2)) {} }
            while slots.waiting < 2 { try await Task.sleep(for: .milliseconds(1)) }
            await #expect(throws: APIError.unavailable) { try await slots.both(AccountID(number: 3)) {} }
            gate.open()
            try await group.waitForAll()
        }
        #expect(slots.isEmpty)
    }

    @Test("of two accounts both work, of one one after another") func accounts() async throws {
        let (slots, gate) = (SelectionSlots(atOnce: 2), Gate())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await slots.both(account) { await gate.hold() } }
            try await gate.wait(for: 1)
            group.addTask { try await slots.both(account) { gate.began.withLock { $0.append(1) } } }
            while slots.waiting < 1 { try await Task.sleep(for: .milliseconds(1)) }
            try await slots.both(AccountID(number: 2)) {}
            #expect(slots.waiting == 1 && gate.began.withLock { $0 }.isEmpty)
            gate.open()
            try await group.waitForAll()
        }
        #expect(gate.began.withLock { $0 } == [1] && slots.isEmpty)
    }

    @Test("who waits and is cancelled leaves, and what fails gives its place back") func cancels() async throws {
        struct Failure: Error {}
        let (slots, gate) = (SelectionSlots(atOnce: 1), Gate())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await slots.both(account) { await gate.hold() } }
            try await gate.wait(for: 1)
            let waiting = Task { try await slots.both(account) {} }
            while slots.waiting < 1 { try await Task.sleep(for: .milliseconds(1)) }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            #expect(slots.waiting == 0)
            gate.open()
            try await group.waitForAll()
        }
        await #expect(throws: Failure.self) { try await slots.both(account) { throw Failure() } }
        #expect(slots.isEmpty)
        try await slots.both(account) {}
    }
}

extension SelectionSlots {
    /// A call that works from its beginning to its end.
    fileprivate func both(_ account: AccountID, _ body: () async throws -> Void) async throws {
        try await count(account) { try await work(for: account, body) }
    }
}
