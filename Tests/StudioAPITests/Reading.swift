import Foundation
import StudioAPI
import Testing

/// A body from JSON text.
func read<Body: Decodable>(_ type: Body.Type, _ json: String) throws(APIError) -> Body {
    try Body.read(fromBody: Data(json.utf8))
}

/// Expects a body to be read, or refused with 400/1201 and a message that has `sentence` in it.
func expect<Body: Decodable>(
    _ type: Body.Type, _ json: String, refusedWith sentence: String?,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    do {
        _ = try read(type, json)
        #expect(sentence == nil, "\(json) was accepted", sourceLocation: sourceLocation)
    } catch {
        #expect(
            sentence.map { error.message.contains($0) } == true, "\(json): \(error.message)",
            sourceLocation: sourceLocation)
        #expect(error.status == 400 && error.code == 1201, sourceLocation: sourceLocation)
    }
}

/// The JSON object that a value is encoded to.
func object(_ value: some Encodable) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(value)) as? [String: Any])
}
