import Foundation

extension Decodable {
    /// A request from its body.
    /// - Throws: `APIError`, whatever is wrong.
    public static func read(fromBody body: Data) throws(APIError) -> Self {
        do {
            return try JSONDecoder().decode(Self.self, from: body)
        } catch let error as APIError {
            throw error
        } catch {
            throw .unreadableBody
        }
    }
}
