/// Prepares a prompt for the tokenizer exactly as diffusers does for Wan models.
///
/// Glitches of copying and pasting are repaired (`fixText`), HTML character references are replaced twice, so that
/// `&amp;lt;` ends as `<`, and every run of white space becomes one space, none at the ends. The result is not to be
/// cleaned again: three levels of references would go where two should.
///
/// Source: `basic_clean` and `whitespace_clean` in pipeline_wan.py of diffusers 0.42 with ftfy 6.3.1 installed. White space
/// is what Python's `str.isspace` takes for it.
public func cleanPrompt(_ prompt: String) -> String {
    let text = unescapeHTML(unescapeHTML(fixText(Array(prompt.unicodeScalars))))
    let words = text.split { ScalarSet.whiteSpace.contains($0) }
    return String(scalars: Array(words.joined(separator: " ".unicodeScalars)))
}

extension String {
    /// Text made of Unicode scalars. Cleaning works on these, since one `Character` may be several of them.
    init(scalars: [Unicode.Scalar]) {
        self.init(UnicodeScalarView(scalars))
    }
}
