/// What goes wrong between the store and its server. Descriptions carry no values, only what the server says of itself.
public enum PostgresStoreError: Error, Equatable, Sendable {
    /// No connection came about.
    case unreachable(String)
    /// The connection ended before the transaction was committed: nothing of it is kept.
    case lost
    /// The connection ended while the transaction was committed: all of it is kept, or nothing.
    case outcomeUnknown
    /// The server refused a statement.
    /// - Parameters:
    ///   - code: the five characters of SQLSTATE.
    ///   - constraint: the name of the one that was broken.
    case refused(code: String, constraint: String?, message: String)
    /// The database holds what this version does not know.
    case unreadable(String)
    /// A value is replaced that was never inserted.
    case missing(String)

    /// Whether the same transaction may well go through when it is tried again: it was chosen to end a deadlock, or its
    /// connection was lost before the commit.
    var isPassing: Bool {
        switch self {
        case .lost: true
        case .refused(let code, _, _): code == "40001" || code == "40P01"
        default: false
        }
    }
}

extension PostgresStoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreachable(let why): "The database cannot be reached: \(why)"
        case .lost: "The connection to the database was lost; nothing was changed."
        case .outcomeUnknown: "The connection to the database was lost during a commit, which may have taken place."
        case .refused(let code, _, let message): "The database refused a statement (\(code)): \(message)"
        case .unreadable(let what): "The database holds \(what), which this version of Kinora does not know."
        case .missing(let what): "There is no \(what) to replace in the database."
        }
    }
}
