extension Operation {
    static let unavailable: [Operation] = UnavailablePath.all.flatMap { path in
        let words =
            "\(path.what) is part of the Kling API and is not available on this server: answered with 403, code 1103."
        let name = path.path.split { !$0.isLetter && !$0.isNumber }.map { $0.prefix(1).uppercased() + $0.dropFirst() }
            .joined()
        func operation(_ method: Method, _ suffix: String, _ verb: String) -> Operation {
            Operation(
                method: method, path: path.path + suffix, tag: "Not available", id: "\(verb)\(name)",
                summary: path.what, words: words, parameters: suffix.isEmpty ? [] : [.path("id", .text())],
                access: .keysAndTokens)
        }
        return switch path.kind {
        case .task: [operation(.post, "", "create"), operation(.get, "", "list"), operation(.get, "/{id}", "get")]
        case .call: [operation(.post, "", "call")]
        case .list: [operation(.get, "", "list")]
        }
    }
}
