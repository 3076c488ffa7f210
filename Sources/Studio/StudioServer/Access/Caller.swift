import StudioDomain

/// Who asks: an account, and by which of its keys.
public struct Caller: Sendable, Hashable {
    public let account: AccountID
    /// What the key's owner calls it.
    public let keyName: String
    public let isSuspended: Bool
    public let isAdministrator: Bool
    /// By a session instead of a key.
    public let isSignedIn: Bool
}
