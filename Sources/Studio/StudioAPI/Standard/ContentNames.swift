/// What the entries of `contents` are called in a prompt: `@name`, where a name is an entry's `id` or, without one, its kind
/// and number, such as `@image_1`.
///
/// - Source: section 9 of the wire contract.
struct ContentNames {
    /// Names and the legacy surface's way to refer to the same thing, such as `<<<image_1>>>`.
    private var references: [(name: String, legacy: String)] = []
    private var given: [String] = []

    /// - Parameters:
    ///   - kind: "image", "element" or "video".
    ///   - number: from 1, among the entries of its kind.
    mutating func add(_ id: String?, kind: String, number: Int) {
        if let id { given.append(id) }
        references.append((id ?? "\(kind)_\(number)", "<<<\(kind)_\(number)>>>"))
    }

    /// - Throws: `APIError` for names that are alike or part of one another.
    func check() throws(APIError) {
        for (index, name) in given.enumerated() {
            for other in given[(index + 1)...] where name.contains(other) || other.contains(name) {
                throw .parameter("contents.id values '\(name)' and '\(other)' must not be part of one another")
            }
        }
    }

    /// A prompt with references as the legacy surface writes them.
    func legacyPrompt(_ prompt: String) -> String {
        guard prompt.contains("@") else { return prompt }
        // Longer names first: "@image_12" is not "@image_1" with a 2.
        return references.sorted { $0.name.utf8.count > $1.name.utf8.count }
            .reduce(prompt) { $0.replacing("@\($1.name)", with: $1.legacy) }
    }
}
