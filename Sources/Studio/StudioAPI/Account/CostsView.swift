/// What `GET /account/costs` answers: the packs of an account, with a code of their own inside `data`.
///
/// - Source: section 10 of the wire contract.
public struct CostsView: Encodable, Sendable {
    public struct Pack: Encodable, Sendable {
        public enum Kind: String, Encodable, Sendable, CaseIterable {
            /// Used up over time.
            case total = "decreasing_total"
            /// Given anew each period.
            case period = "constant_period"
        }

        public enum Status: String, Encodable, Sendable, CaseIterable {
            case notYet = "toBeOnline"
            case online
            case expired
            case usedUp = "runOut"
        }

        public let name: String
        public let id: String
        public let kind: Kind
        /// Credits.
        public let total: Double
        public let remaining: Double
        /// Milliseconds since 1970.
        public let purchasedAt: Int64
        public let validFrom: Int64
        public let validUntil: Int64
        public let status: Status

        public init(
            name: String, id: String, kind: Kind, total: Double, remaining: Double, purchasedAt: Int64,
            validFrom: Int64, validUntil: Int64, status: Status
        ) {
            self.name = name
            self.id = id
            self.kind = kind
            self.total = total
            self.remaining = remaining
            self.purchasedAt = purchasedAt
            self.validFrom = validFrom
            self.validUntil = validUntil
            self.status = status
        }

        private enum CodingKeys: String, CodingKey {
            case name = "resource_pack_name"
            case id = "resource_pack_id"
            case kind = "resource_pack_type"
            case total = "total_quantity"
            case remaining = "remaining_quantity"
            case purchasedAt = "purchase_time"
            case validFrom = "effective_time"
            case validUntil = "invalid_time"
            case status
        }
    }

    public let code = 0
    public let message = "SUCCEED"
    public let packs: [Pack]

    public init(_ packs: [Pack]) { self.packs = packs }

    private enum CodingKeys: String, CodingKey {
        case code
        case message = "msg"
        case packs = "resource_pack_subscribe_infos"
    }
}
