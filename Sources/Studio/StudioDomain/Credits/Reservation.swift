import Foundation

/// Credits that are set aside for a job, each part from a grant of its own.
///
/// A reservation is captured when the job succeeds or released when it does not; once, whatever happens.
public struct Reservation: Sendable, Hashable, Codable {
    public struct Part: Sendable, Hashable, Codable {
        public let grant: GrantID
        public let credits: Credits
    }

    public enum State: String, Sendable, Codable {
        case held, captured, released
    }

    public let job: JobID
    public let parts: [Part]
    public private(set) var state: State

    public var total: Credits { parts.reduce(.zero) { $0 + $1.credits } }

    /// Takes a price from the grants that can pay for it, those first that end first.
    /// - Parameter grants: the account's; what is left in them changes only if all of it can be paid.
    /// - Returns: nothing when there is not enough.
    public init?(_ price: Credits, for job: JobID, product: Product, from grants: inout [Grant], at time: Date) {
        var (left, parts, after) = (price, [Part](), grants)
        let usable = grants.indices.filter { grants[$0].pays(for: product, at: time) }
            .sorted { (grants[$0].validUntil, grants[$0].id) < (grants[$1].validUntil, grants[$1].id) }
        for index in usable where left > .zero {
            let taken = after[index].take(upTo: left)
            guard taken > .zero else { continue }
            parts.append(Part(grant: grants[index].id, credits: taken))
            left -= taken
        }
        guard left == .zero else { return nil }
        grants = after
        self.job = job
        self.parts = parts
        state = .held
    }

    /// The job is paid. False, and nothing changes, when that was settled before.
    mutating func capture() -> Bool {
        guard state == .held else { return false }
        state = .captured
        return true
    }

    /// What was held goes back to where it came from. False, and nothing changes, when that was settled before.
    /// - Parameter grants: those that the parts name; ended ones get theirs back, too, and it ends with them.
    mutating func release(into grants: inout [Grant]) -> Bool {
        guard state == .held else { return false }
        for part in parts {
            guard let index = grants.firstIndex(where: { $0.id == part.grant }) else {
                preconditionFailure("a reservation names a grant that is not there")
            }
            grants[index].putBack(part.credits)
        }
        state = .released
        return true
    }
}
