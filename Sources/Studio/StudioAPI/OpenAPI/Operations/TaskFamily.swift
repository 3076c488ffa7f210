/// The operations of one family of tasks on the legacy surface: create, get, list, cancel.
struct TaskFamily {
    let path: String
    let tag: String
    /// Such as "TextToVideo".
    let name: String
    let summary: String
    var words = ""
    let schema: Schema
    let example: JSONValue

    var operations: [Operation] {
        let id = Operation.Parameter.path(
            "id", .text().said("A task's identifier, or your own name for it.").with("example", "178000000000012345"))
        return [
            Operation(
                method: .post, path: path, tag: tag, id: "create\(name)", summary: summary, words: words,
                bodies: [.json(schema, example: example)], answers: [.success(.named("Task"))]),
            Operation(
                method: .get, path: path, tag: tag, id: "list\(name)", summary: "List such tasks, newest first",
                parameters: Operation.page, answers: [.success(.list(of: .named("Task")))]),
            Operation(
                method: .get, path: "\(path)/{id}", tag: tag, id: "get\(name)", summary: "Get such a task",
                parameters: [id], answers: [.success(.named("Task"))]),
            Operation(
                method: .post, path: "\(path)/{id}/cancel", tag: tag, id: "cancel\(name)",
                summary: "Cancel such a task",
                words:
                    "An addition to the Kling API. The task becomes failed and costs nothing; one that has ended stays "
                    + "as it is.", parameters: [id], answers: [.success(.named("Task"))]),
        ]
    }
}

extension Operation {
    /// Parameters of a list.
    static let page: [Parameter] = [
        .query("pageNum", .integer(PageQuery.numbers).orEmpty.with("default", 1)),
        .query("pageSize", .integer(PageQuery.sizes).orEmpty.with("default", .integer(Int64(PageQuery.standardSize)))),
    ]
}
