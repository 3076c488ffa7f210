/// What a client is sent about a task whose state changed, without an envelope.
///
/// - Source: sections 6.2 and 6.3 of the wire contract.
public enum CallbackView: Encodable, Sendable {
    /// Of a task that was created on the legacy surface.
    case legacy(TaskView)
    /// Of a task that was created on the new-standard surface.
    case standard(StandardTaskView)

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .legacy(let task): try task.encode(to: encoder)
        case .standard(let task): try task.callback.encode(to: encoder)
        }
    }
}
