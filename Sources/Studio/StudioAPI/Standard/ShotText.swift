/// Several shots in a prompt: items `shot n, m, words` with semicolons between them.
///
/// - Source: section 9 of the wire contract.
enum ShotText {
    /// One shot for any text that is not of that form.
    /// - Throws: `APIError` for one that is, but breaks its limits.
    static func read(_ prompt: String, seconds: Int) throws(APIError) -> Shots {
        let items = prompt.split { $0 == ";" || $0 == "；" }.map { $0.trimmingPrefix(while: \.isWhitespace) }.filter {
            !$0.isEmpty
        }
        let matches = items.map {
            $0.wholeMatch(of: /(?i)shot\s*([0-9]{1,4})\s*[,，]\s*([0-9]{1,4})\s*[,，]\s*(.*)/.dotMatchesNewlines())
        }
        guard !matches.isEmpty, !matches.contains(where: { $0 == nil }) else { return .one }
        var shots: [Shots.Shot] = []
        for (index, match) in matches.compactMap(\.self).enumerated() {
            guard Int(match.1) == index + 1 else { throw .parameter("shots in the prompt must be numbered from 1") }
            let seconds = Int(match.2) ?? 0
            guard seconds >= 1 else { throw .parameter("a shot in the prompt must have at least 1 second") }
            try FieldLimits.check("the prompt of a shot", String(match.3), longest: FieldLimits.shotPrompt)
            shots.append(Shots.Shot(prompt: String(match.3), seconds: seconds))
        }
        guard FieldLimits.shots.contains(shots.count) else {
            throw .parameter("the prompt may have at most \(FieldLimits.shots.upperBound) shots")
        }
        guard shots.reduce(0, { $0 + $1.seconds }) == seconds else {
            throw .parameter("the seconds of the prompt's shots must add up to the duration, \(seconds)")
        }
        return shots.count == 1 ? .one : .customize(shots)
    }
}
