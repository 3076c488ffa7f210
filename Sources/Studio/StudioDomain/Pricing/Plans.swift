import Foundation

/// What accounts can have: plans that give credits anew each day or month, and packs that are bought.
public struct Plans: Sendable, Hashable, Decodable {
    public struct Plan: Sendable, Hashable, Decodable {
        public let name: String
        /// For everything; decimal strings in JSON. None where there is none.
        public let dailyCredits: Credits
        public let monthlyCredits: Credits
        /// How many slots of a product its credits let an account have at once.
        public let concurrency: Int
        public let lane: Lane
    }

    public struct Pack: Sendable, Hashable, Decodable {
        public let name: String
        /// What it pays for; nothing for everything.
        public let product: Product?
        public let quantity: Credits
        public let days: Int
        public let concurrency: Int
    }

    public let plans: [Plan]
    public let packs: [Pack]

    public func plan(named name: String) -> Plan? { plans.first { $0.name == name } }
    public func pack(named name: String) -> Pack? { packs.first { $0.name == name } }
}

extension Plans.Plan {
    private enum CodingKeys: String, CodingKey { case name, dailyCredits, monthlyCredits, concurrency, lane }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        dailyCredits = try container.decodeIfPresent(DecimalCredits.self, forKey: .dailyCredits)?.credits ?? .zero
        monthlyCredits = try container.decodeIfPresent(DecimalCredits.self, forKey: .monthlyCredits)?.credits ?? .zero
        concurrency = try container.decode(Int.self, forKey: .concurrency)
        lane = try container.decodeIfPresent(String.self, forKey: .lane) == "fast" ? .fast : .standard
    }
}

extension Plans.Pack {
    private enum CodingKeys: String, CodingKey { case name, product, quantity, days, concurrency }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        product = try container.decodeIfPresent(Product.self, forKey: .product)
        quantity = try container.decode(DecimalCredits.self, forKey: .quantity).credits
        days = try container.decode(Int.self, forKey: .days)
        concurrency = try container.decode(Int.self, forKey: .concurrency)
        guard days > 0, concurrency >= 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .days, in: container, debugDescription: "a pack is good for at least one day")
        }
    }
}

extension Plans {
    /// What a new studio offers; an operator's file may say otherwise.
    public static let standard: Plans = {
        let json = """
            {
                "plans": [
                    {"name": "free", "dailyCredits": "66", "concurrency": 2},
                    {"name": "standard", "monthlyCredits": "660", "concurrency": 3},
                    {"name": "pro", "monthlyCredits": "3000", "concurrency": 5, "lane": "fast"},
                    {"name": "premier", "monthlyCredits": "8000", "concurrency": 10, "lane": "fast"}
                ],
                "packs": [
                    {"name": "video-1000", "product": "video", "quantity": "1000", "days": 90, "concurrency": 5},
                    {"name": "video-10000", "product": "video", "quantity": "10000", "days": 90, "concurrency": 20},
                    {"name": "image-10000", "product": "image", "quantity": "10000", "days": 90, "concurrency": 20},
                    {"name": "studio-1000", "quantity": "1000", "days": 365, "concurrency": 5}
                ]
            }
            """
        do {
            return try JSONDecoder().decode(Plans.self, from: Data(json.utf8))
        } catch {
            preconditionFailure("the standard plans are wrong: \(error)")
        }
    }()
}
