/// Credits as a decimal string, as people write them: "2.5".
struct DecimalCredits: Decodable {
    let credits: Credits

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let credits = Credits(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "credits are a decimal with at most two digits after the point")
        }
        self.credits = credits
    }
}
