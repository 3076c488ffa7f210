/// The body of `POST /v1/images/editing/expand`.
///
/// - Source: section 8.16 of the wire contract.
public struct ExpandBody: Sendable, Hashable, Decodable {
    public let common: CommonFields
    public let image: MediaReference
    /// New area, up and down as multiples of the picture's height, left and right of its width; 0...2.
    public let up: Double
    public let down: Double
    public let left: Double
    public let right: Double
    public let prompt: String?
    /// 1...9.
    public let count: Int

    static let ratios: ClosedRange<Double> = 0...2
    /// In the picture's.
    static let largestArea = 3.0

    private enum CodingKeys: String, CodingKey {
        case up = "up_expansion_ratio"
        case down = "down_expansion_ratio"
        case left = "left_expansion_ratio"
        case right = "right_expansion_ratio"
        case image, prompt
        case count = "n"
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        common = try CommonFields(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        image = try container.neededMedia(.image)
        func ratio(_ key: CodingKeys) throws -> Double {
            guard let value = try container.number(key) else { throw APIError.missing(key.rawValue) }
            try FieldLimits.check(key.rawValue, value, in: Self.ratios)
            return value
        }
        (up, down, left, right) = (try ratio(.up), try ratio(.down), try ratio(.left), try ratio(.right))
        guard (1 + up + down) * (1 + left + right) <= Self.largestArea + 1e-9 else {
            throw APIError.parameter("the new area must not be larger than 3 times the picture's")
        }
        prompt = try container.text(.prompt)
        try FieldLimits.check("prompt", prompt)
        count = try FieldLimits.integer("n", container.integer(.count), in: FieldLimits.imageCount, default: 1)
    }
}
