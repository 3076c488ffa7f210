/// A task as the new-standard surface shows it, in answers and, without an envelope, in callbacks.
///
/// - Source: sections 6.3 and 9.1 of the wire contract.
public struct StandardTaskView: Encodable, Sendable {
    public enum Status: String, Encodable, Sendable, CaseIterable {
        case submitted, processing, succeeded, failed
    }

    /// What was paid, or is held, for a task.
    public struct Billing: Encodable, Sendable {
        public enum Charge: String, Encodable, Sendable, CaseIterable {
            case cash, unit
        }

        public let charge: Charge
        /// Of a charge in money: "balance" or "test_balance".
        public let cashType: String?
        /// Units or money, as a decimal.
        public let amount: String
        /// Of a charge in money: "CNY" or "USD".
        public let currency: String?
        /// Of a charge in units: "video", "image" or "audio".
        public let package: String?
        public let listPrice: String?

        /// A charge in units.
        public init(units: String, package: String) {
            (charge, amount, self.package) = (.unit, units, package)
            (cashType, currency, listPrice) = (nil, nil, nil)
        }

        private enum CodingKeys: String, CodingKey {
            case charge = "charge_type"
            case cashType = "cash_type"
            case package = "package_type"
            case listPrice = "list_price"
            case amount, currency
        }
    }

    public let id: String
    public let status: Status
    /// Why it failed; empty otherwise.
    public let message: String
    /// Milliseconds since 1970.
    public let createdAt: Int64
    public let updatedAt: Int64
    /// Empty where none was given.
    public let externalID: String
    public let outputs: [StandardOutput]
    public let billing: [Billing]

    public init(
        id: String, status: Status, message: String, createdAt: Int64, updatedAt: Int64, externalID: String?,
        outputs: [StandardOutput], billing: [Billing]
    ) {
        self.id = id
        self.status = status
        self.message = message
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.externalID = externalID ?? ""
        self.outputs = outputs
        self.billing = billing
    }

    private enum CodingKeys: String, CodingKey {
        case id, status, message, outputs, billing
        case createdAt = "create_time"
        case updatedAt = "update_time"
        case externalID = "external_id"
    }

    /// The same for a callback, where elements name their pictures in other words.
    public var callback: StandardTaskView {
        StandardTaskView(
            id: id, status: status, message: message, createdAt: createdAt, updatedAt: updatedAt,
            externalID: externalID, outputs: outputs.map(\.inCallback), billing: billing)
    }
}

/// What creating a task on the new-standard surface answers.
///
/// - Source: section 9 of the wire contract.
public struct StandardCreatedView: Encodable, Sendable {
    public let id: String
    public let status: StandardTaskView.Status
    /// Milliseconds since 1970.
    public let createdAt: Int64
    public let updatedAt: Int64
    /// Empty where none was given.
    public let externalID: String

    public init(_ task: StandardTaskView) {
        id = task.id
        status = task.status
        createdAt = task.createdAt
        updatedAt = task.updatedAt
        externalID = task.externalID
    }

    private enum CodingKeys: String, CodingKey {
        case id, status
        case createdAt = "create_time"
        case updatedAt = "update_time"
        case externalID = "external_id"
    }
}
