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
        guard let text = try container.text(.image) else { throw APIError.parameter("image can not be null") }
        image = try MediaReference(text)
        func ratio(_ key: CodingKeys) throws -> Double {
            guard let value = try container.number(key) else {
                throw APIError.parameter("\(key.rawValue) can not be null")
            }
            try FieldLimits.check(key.rawValue, value, in: 0...2)
            return value
        }
        (up, down, left, right) = (try ratio(.up), try ratio(.down), try ratio(.left), try ratio(.right))
        guard (1 + up + down) * (1 + left + right) <= 3 + 1e-9 else {
            throw APIError.parameter("the new area must not be larger than 3 times the picture's")
        }
        prompt = try container.text(.prompt)
        try FieldLimits.check("prompt", prompt)
        count = try ImageCount.read(.count, in: container)
    }
}

/// `n` of the image requests.
enum ImageCount {
    static func read<Key: CodingKey>(_ key: Key, in container: KeyedDecodingContainer<Key>) throws -> Int {
        let count = try container.integer(key) ?? 1
        guard (1...9).contains(count) else { throw APIError.parameter("n must be between 1 and 9") }
        return Int(count)
    }
}
