import Foundation

/// One movement of credits from one book to another: what one loses the other gains, so that all books together are always
/// zero.
public struct LedgerEntry: Sendable, Hashable, Codable {
    public enum Book: Sendable, Hashable, Codable {
        /// Where credits come from: its balance is minus all that was ever granted.
        case issued
        /// A grant's.
        case grant(GrantID)
        /// What is set aside for a job.
        case held(JobID)
        /// What was earned.
        case earned
        /// What ended unused.
        case expired
    }

    /// What happened, unique in the ledger: writing it twice is an error of the store.
    public let reason: String
    public let account: AccountID
    public let from: Book
    public let to: Book
    public let credits: Credits
    public let time: Date

    public init(reason: String, account: AccountID, from: Book, to: Book, credits: Credits, time: Date) {
        self.reason = reason
        self.account = account
        self.from = from
        self.to = to
        self.credits = credits
        self.time = time
    }
}

extension LedgerEntry {
    /// - Parameter reason: for what may be issued once only; nothing for any other grant.
    static func issuing(_ grant: Grant, reason: String? = nil, at time: Date) -> LedgerEntry {
        LedgerEntry(
            reason: reason ?? "grant \(grant.id) issued", account: grant.account, from: .issued, to: .grant(grant.id),
            credits: grant.amount, time: time)
    }

    /// A grant can end with something left more than once: what was held for a job may come back after its end.
    static func expiring(_ grant: Grant, at time: Date) -> LedgerEntry {
        LedgerEntry(
            reason: "grant \(grant.id) expired at \(Int64(time.timeIntervalSince1970 * 1000))", account: grant.account,
            from: .grant(grant.id), to: .expired,
            credits: grant.remaining, time: time)
    }

    static func reserving(_ reservation: Reservation, of account: AccountID, at time: Date) -> [LedgerEntry] {
        reservation.parts.map {
            LedgerEntry(
                reason: "job \(reservation.job) reserved from \($0.grant)", account: account, from: .grant($0.grant),
                to: .held(reservation.job), credits: $0.credits, time: time)
        }
    }

    static func capturing(_ reservation: Reservation, of account: AccountID, at time: Date) -> LedgerEntry {
        LedgerEntry(
            reason: "job \(reservation.job) captured", account: account, from: .held(reservation.job), to: .earned,
            credits: reservation.total, time: time)
    }

    static func releasing(_ reservation: Reservation, of account: AccountID, at time: Date) -> [LedgerEntry] {
        reservation.parts.map {
            LedgerEntry(
                reason: "job \(reservation.job) released to \($0.grant)", account: account,
                from: .held(reservation.job), to: .grant($0.grant), credits: $0.credits, time: time)
        }
    }

    /// The balance of every book after some entries.
    public static func balances(of entries: some Sequence<LedgerEntry>) -> [Book: Credits] {
        entries.reduce(into: [:]) { balances, entry in
            balances[entry.from, default: .zero] -= entry.credits
            balances[entry.to, default: .zero] += entry.credits
        }
    }
}

/// As stores write it: "issued", "grant 17", "held 23", "earned", "expired".
extension LedgerEntry.Book: LosslessStringConvertible {
    public init?(_ description: String) {
        let words = description.split(separator: " ", omittingEmptySubsequences: false)
        switch (words.first, words.count) {
        case ("issued", 1): self = .issued
        case ("earned", 1): self = .earned
        case ("expired", 1): self = .expired
        case ("grant", 2):
            guard let id = GrantID(words[1]) else { return nil }
            self = .grant(id)
        case ("held", 2):
            guard let id = JobID(words[1]) else { return nil }
            self = .held(id)
        default: return nil
        }
    }

    public var description: String {
        switch self {
        case .issued: "issued"
        case .grant(let id): "grant \(id)"
        case .held(let id): "held \(id)"
        case .earned: "earned"
        case .expired: "expired"
        }
    }
}
