import StudioAPI
import StudioDomain
import Synchronization

/// How many looks at clips there are at one time: a few work, each for another account, and a few more wait in their order.
/// Whoever comes beyond that is refused.
final class SelectionSlots: Sendable {
    private let atOnce: Int
    private let mostWaiting: Int
    private let mostOfAccount: Int
    private let state = Mutex(State())

    private struct State {
        var working: Set<AccountID> = []
        var waiting: [Waiting] = []
        var ofAccounts: [AccountID: Int] = [:]
        var last = 0
    }

    private struct Waiting {
        let number: Int
        let account: AccountID
        let goes: CheckedContinuation<Turn, Never>
    }

    private enum Turn {
        case comes, cancelled, full
    }

    /// - Parameter mostOfAccount: calls of one account, whether they work, wait or fetch a clip.
    init(atOnce: Int, mostWaiting: Int = 16, mostOfAccount: Int = 4) {
        self.atOnce = atOnce
        self.mostWaiting = mostWaiting
        self.mostOfAccount = mostOfAccount
    }

    /// How many wait.
    var waiting: Int { state.withLock { $0.waiting.count } }
    var isEmpty: Bool { state.withLock { $0.working.isEmpty && $0.waiting.isEmpty && $0.ofAccounts.isEmpty } }

    /// Runs a whole call of an account, for which it may take long to get what it works on.
    /// - Throws: `APIError` where the account has too many.
    func count<Result>(_ account: AccountID, _ body: () async throws -> Result) async throws -> Result {
        let isAllowed = state.withLock { state in
            let count = state.ofAccounts[account, default: 0]
            guard count < mostOfAccount else { return false }
            state.ofAccounts[account] = count + 1
            return true
        }
        guard isAllowed else { throw APIError.tooFrequent }
        defer {
            state.withLock { state in
                let count = state.ofAccounts[account, default: 0] - 1
                state.ofAccounts[account] = count > 0 ? count : nil
            }
        }
        return try await body()
    }

    /// Runs work when its turn comes: an account's calls work one after another.
    /// - Throws: `APIError` where too many wait.
    func work<Result>(for account: AccountID, _ body: () async throws -> Result) async throws -> Result {
        switch await turn(of: account) {
        case .comes: break
        case .cancelled: throw CancellationError()
        case .full: throw APIError.unavailable
        }
        defer { end(account) }
        return try await body()
    }

    private func turn(of account: AccountID) async -> Turn {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { goes in
                let turn: Turn? = state.withLock { state in
                    if Task.isCancelled { return .cancelled }
                    if state.working.count < atOnce, state.working.insert(account).inserted { return .comes }
                    guard state.waiting.count < mostWaiting else { return .full }
                    state.waiting.append(Waiting(number: number, account: account, goes: goes))
                    return nil
                }
                if let turn { goes.resume(returning: turn) }
            }
        } onCancel: {
            let goes = state.withLock { state in
                state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0).goes }
            }
            goes?.resume(returning: .cancelled)
        }
    }

    /// The first that waits and whose account does not work takes the place of the one that ends.
    private func end(_ account: AccountID) {
        let next = state.withLock { state in
            state.working.remove(account)
            guard let first = state.waiting.firstIndex(where: { !state.working.contains($0.account) }) else {
                return Waiting?.none
            }
            let next = state.waiting.remove(at: first)
            state.working.insert(next.account)
            return next
        }
        next?.goes.resume(returning: .comes)
    }
}
