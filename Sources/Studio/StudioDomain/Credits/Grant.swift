import Foundation

/// What a credit pays for.
public enum Product: String, Sendable, Codable, CaseIterable {
    case video
    case image
}

/// Credits that an account was given at one time: a pack that was bought, a month of a plan, a free day.
public struct Grant: Sendable, Hashable, Codable, Identifiable {
    public enum Kind: String, Sendable, Codable {
        /// Free credits of one day.
        case daily
        /// One month of a plan.
        case monthly
        /// Bought, or given by an administrator.
        case pack
    }

    public let id: GrantID
    public let account: AccountID
    public let kind: Kind
    /// What a person sees: "Standard plan, November 2026".
    public let name: String
    /// What it pays for; nothing for everything.
    public let product: Product?
    public let amount: Credits
    /// What is left, after reservations.
    public private(set) var remaining: Credits
    public let validFrom: Date
    public let validUntil: Date
    /// How many slots of its product may be taken at once while it is valid.
    public let concurrency: Int

    public init(
        id: GrantID, account: AccountID, kind: Kind, name: String, product: Product?, amount: Credits,
        validFrom: Date, validUntil: Date, concurrency: Int
    ) {
        precondition(amount >= .zero && concurrency >= 0 && validFrom < validUntil)
        self.id = id
        self.account = account
        self.kind = kind
        self.name = name
        self.product = product
        self.amount = amount
        remaining = amount
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.concurrency = concurrency
    }

    /// The grant when so much is left of it. Stores keep that beside the rest, which never changes.
    public func with(remaining: Credits) -> Grant {
        var grant = self
        grant.remaining = remaining
        return grant
    }

    /// Whether it can pay for something now.
    public func pays(for product: Product, at time: Date) -> Bool {
        (self.product == nil || self.product == product) && validFrom <= time && time < validUntil
    }

    /// Takes as much as there is of what is wanted, and returns it.
    mutating func take(upTo wanted: Credits) -> Credits {
        let taken = min(wanted, remaining)
        remaining -= taken
        return taken
    }

    /// Puts back what was taken and not used.
    mutating func putBack(_ credits: Credits) {
        remaining += credits
        precondition(remaining <= amount, "more came back than was taken")
    }
}
