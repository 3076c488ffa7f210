/// An object store's answer in XML, of which the text of flat elements is read.
struct S3Answer {
    private let text: String

    init(_ text: String) { self.text = text }

    /// The text of the first element of a name.
    func first(_ name: String) -> String? { all(name).first }

    /// The text of all elements of a name, in order.
    func all(_ name: String) -> [String] {
        text.split(separator: "<\(name)>", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            part.firstRange(of: "</\(name)>").map { Self.decoded(part[..<$0.lowerBound]) }
        }
    }

    private static func decoded(_ text: Substring) -> String {
        var result = String(text)
        for (entity, character) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&apos;", "'"), ("&#39;", "'"),
            ("&amp;", "&"),
        ] { result.replace(entity, with: character) }
        return result
    }
}
