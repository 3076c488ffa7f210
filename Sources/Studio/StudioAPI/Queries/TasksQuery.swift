/// Which tasks `GET /tasks` is asked for.
///
/// - Source: section 9.1 of the wire contract.
public enum TasksQuery: Sendable, Hashable {
    case ids([String])
    case externalIDs([String])

    public static let most = 20

    /// - Parameters: comma lists.
    /// - Throws: `APIError` for both or neither, or too many.
    public init(taskIDs: String?, externalTaskIDs: String?) throws(APIError) {
        switch (try Self.list("task_ids", taskIDs), try Self.list("external_task_ids", externalTaskIDs)) {
        case (let ids?, nil): self = .ids(ids)
        case (nil, let ids?): self = .externalIDs(ids)
        case (nil, nil): throw .missing("task_ids")
        default: throw .parameter("task_ids and external_task_ids exclude each other")
        }
    }

    private static func list(_ name: String, _ text: String?) throws(APIError) -> [String]? {
        guard let text, !text.isEmpty else { return nil }
        let ids = text.split(separator: ",", maxSplits: 1000).map { $0.trimmingPrefix(while: \.isWhitespace) }
        guard ids.count <= most else { throw .parameter("\(name) cannot exceed \(most) in total") }
        guard !text.utf8.contains(0) else { throw .parameter("\(name) must not contain the character U+0000") }
        return ids.map(String.init)
    }
}
