import Foundation

/// Values as stores keep them: JSON, so that a type of the domain can grow without a migration. Dates are kept as the seconds
/// that they hold, with every digit, so that a value that was kept and loaded is equal to itself.
public enum StoredJSON {
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        return encoder
    }()
    private static let decoder = JSONDecoder()

    public static func encode(_ value: some Encodable) throws -> Data { try encoder.encode(value) }

    public static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from json: Data) throws -> Value {
        try decoder.decode(type, from: json)
    }
}
