import StudioAPI
import StudioDomain
import Synchronization

/// How many looks at clips there are at one time: a few work, a few more wait in their order, and of one account no more than
/// leave room for others. Whoever comes beyond that is refused.
final class SelectionSlots: Sendable {
    private let atOnce: Int
    private let mostWaiting: Int
    private let mostOfAccount: Int
    private let state = Mutex(State())

    private struct State {
        var working = 0
        var waiting: [(number: Int, goes: CheckedContinuation<Bool, Never>)] = []
        var ofAccounts: [AccountID: Int] = [:]
        var last = 0
    }

    init(atOnce: Int, mostWaiting: Int = 16, mostOfAccount: Int = 4) {
        self.atOnce = atOnce
        self.mostWaiting = mostWaiting
        self.mostOfAccount = mostOfAccount
    }

    /// How many wait.
    var waiting: Int { state.withLock { $0.waiting.count } }
    var isEmpty: Bool { state.withLock { $0.working == 0 && $0.waiting.isEmpty && $0.ofAccounts.isEmpty } }

    /// - Throws: `APIError` where too many are there.
    func with<Result>(_ account: AccountID, _ body: () async throws -> Result) async throws -> Result {
        try enter(account)
        defer { leave(account) }
        guard await begins() else { throw CancellationError() }
        defer { end() }
        return try await body()
    }

    private func enter(_ account: AccountID) throws(APIError) {
        let refusal: APIError? = state.withLock { state in
            let count = state.ofAccounts[account, default: 0]
            if count >= mostOfAccount { return .tooFrequent }
            if state.working >= atOnce, state.waiting.count >= mostWaiting { return .unavailable }
            state.ofAccounts[account] = count + 1
            return nil
        }
        if let refusal { throw refusal }
    }

    private func leave(_ account: AccountID) {
        state.withLock { state in
            let count = state.ofAccounts[account, default: 0] - 1
            state.ofAccounts[account] = count > 0 ? count : nil
        }
    }

    /// Waits for its turn; false when the task is cancelled meanwhile.
    private func begins() async -> Bool {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { goes in
                let answer: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    if state.working < atOnce {
                        state.working += 1
                        return true
                    }
                    state.waiting.append((number, goes))
                    return nil
                }
                if let answer { goes.resume(returning: answer) }
            }
        } onCancel: {
            let goes = state.withLock { state in
                state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0).goes }
            }
            goes?.resume(returning: false)
        }
    }

    /// The next one takes the place of the one that ends.
    private func end() {
        let next = state.withLock { state in
            if state.waiting.isEmpty { state.working -= 1 }
            return state.waiting.isEmpty ? nil : state.waiting.removeFirst().goes
        }
        next?.resume(returning: true)
    }
}
