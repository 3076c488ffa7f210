/// What may be asked for and shown.
public protocol ContentPolicy: Sendable {
    /// Whether words may be turned into something.
    func allows(prompt: String) async throws -> Bool
}
