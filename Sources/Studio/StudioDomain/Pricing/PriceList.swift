import Foundation

/// What things cost, in credits: clips by their seconds, pictures each, other calls each.
public struct PriceList: Sendable, Hashable {
    /// Clips of some models.
    struct Video: Sendable, Hashable {
        /// Names of models; "*" for those that no other line names.
        let models: [String]
        /// So many seconds cost...
        let seconds: Int64
        /// ... this.
        let prices: [Tariff.Use: [Tariff.Tier: Credits]]
    }

    /// Pictures of some models.
    struct Image: Sendable, Hashable {
        let models: [String]
        /// Of one picture of a size: "1k", "2k", "4k".
        let prices: [String: Credits]
    }

    let videos: [Video]
    let images: [Image]
    let calls: [String: Credits]

    /// The price of a clip. What is no whole hundredth is rounded up to one.
    /// - Parameter milliseconds: its length.
    /// - Returns: nothing where the list has none.
    public func price(ofVideo tariff: Tariff, milliseconds: Int64) -> Credits? {
        precondition((0...86_400_000).contains(milliseconds))
        guard
            let line = videos.first(where: { $0.models.contains(tariff.model) })
                ?? videos.first(where: { $0.models.contains("*") }),
            let price = line.prices[tariff.use]?[tariff.tier]
        else { return nil }
        let period = line.seconds * 1000
        return Credits(hundredths: (price.hundredths * milliseconds + period - 1) / period)
    }

    /// The price of some pictures.
    /// - Parameter size: "1k", "2k" or "4k".
    /// - Returns: nothing where the list has none.
    public func price(ofImages model: String, size: String, count: Int) -> Credits? {
        let line = images.first { $0.models.contains(model) } ?? images.first { $0.models.contains("*") }
        return line?.prices[size].map { $0 * count }
    }

    /// The price of one call of something that has neither seconds nor pictures.
    public func price(ofCall name: String) -> Credits? { calls[name] }
}

extension PriceList: Decodable {
    /// From an object like that of `PriceList.units`, with prices as decimal strings.
    /// - Throws: `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        videos = try container.decode([Video].self, forKey: .videos)
        images = try container.decode([Image].self, forKey: .images)
        calls = try container.decode([String: DecimalCredits].self, forKey: .calls).mapValues(\.credits)
    }

    private enum CodingKeys: String, CodingKey { case videos, images, calls }
}

extension PriceList.Video: Decodable {
    private enum CodingKeys: String, CodingKey { case models, seconds, prices }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        models = try container.decode([String].self, forKey: .models)
        seconds = try container.decode(Int64.self, forKey: .seconds)
        guard seconds > 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .seconds, in: container, debugDescription: "seconds must be positive")
        }
        var prices: [Tariff.Use: [Tariff.Tier: Credits]] = [:]
        for (use, tiers) in try container.decode([String: [String: DecimalCredits]].self, forKey: .prices) {
            guard let use = Tariff.Use(rawValue: use) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .prices, in: container, debugDescription: "there is no use '\(use)'")
            }
            for (tier, price) in tiers {
                guard let tier = Tariff.Tier(rawValue: tier) else {
                    throw DecodingError.dataCorruptedError(
                        forKey: .prices, in: container, debugDescription: "there is no tier '\(tier)'")
                }
                prices[use, default: [:]][tier] = price.credits
            }
        }
        self.prices = prices
    }
}

extension PriceList.Image: Decodable {
    private enum CodingKeys: String, CodingKey { case models, prices }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        models = try container.decode([String].self, forKey: .models)
        prices = try container.decode([String: DecimalCredits].self, forKey: .prices).mapValues(\.credits)
    }
}
