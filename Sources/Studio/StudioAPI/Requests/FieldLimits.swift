/// Limits that requests share. Characters are Unicode scalars, as JSON Schema counts them.
public enum FieldLimits {
    /// Characters of a prompt or negative prompt.
    public static let prompt = 2500
    /// Characters of a prompt of the newer models on the new-standard surface.
    public static let longPrompt = 3072
    /// Characters of what one shot of several shows.
    public static let shotPrompt = 512
    /// Shots of one clip.
    public static let shots = 1...6
    /// Characters of a client's own name for a task. The contract gives none; a store's index has to.
    public static let externalID = 256
    /// Characters of an address.
    public static let url = 8192
    /// Identifiers of elements: those that a JavaScript client reads without loss.
    public static let elementIDs: ClosedRange<Int64> = 1...9_007_199_254_740_991
    /// Elements beside a first frame.
    public static let frameElements = 3
    /// Pictures and elements of one omni picture, or one picture with elements.
    public static let imageReferences = 10
    public static let imageCount: ClosedRange<Int64> = 1...9
    /// Characters of what an account or a key is called.
    public static let name = 1...64
    /// Bytes of a password in UTF-8: less is too easily guessed (NIST SP 800-63B), more only costs time.
    public static let password = 8...256
    public static let videoAspectRatios = ["16:9", "9:16", "1:1"]
    public static let imageAspectRatios = ["16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9"]

    /// Whether an account or a key may be called so: control characters would hide in lists.
    public static func isName(_ text: String) -> Bool {
        name.contains(text.count) && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// - Throws: `APIError` for one that is too long.
    static func check(_ name: String, _ text: String?, longest: Int = prompt) throws(APIError) {
        if let text, text.unicodeScalars.count > longest {
            throw .parameter("\(name) must not be longer than \(longest) characters")
        }
    }

    /// - Returns: `value` or the default.
    /// - Throws: `APIError` for one that there is not.
    static func choice(_ name: String, _ value: String?, of choices: [String], default standard: String)
        throws(APIError) -> String
    {
        guard let value else { return standard }
        guard choices.contains(value) else { throw invalid(name, value, choices) }
        return value
    }

    /// - Returns: the one that `value` names, or the default.
    /// - Throws: `APIError` for one that there is not.
    static func choice<Choice: RawRepresentable<String>>(
        _ name: String, _ value: String?, of choices: [Choice], default standard: Choice
    ) throws(APIError) -> Choice {
        guard let value else { return standard }
        guard let choice = choices.first(where: { $0.rawValue == value }) else {
            throw invalid(name, value, choices.map(\.rawValue))
        }
        return choice
    }

    /// - Throws: `APIError` for a number out of range.
    static func check(_ name: String, _ value: Double?, in range: ClosedRange<Double>) throws(APIError) {
        if let value, !range.contains(value) {
            throw .parameter("\(name) must be between \(range.lowerBound) and \(range.upperBound)")
        }
    }

    /// - Returns: `value` or the default.
    /// - Throws: `APIError` for a number out of range.
    static func integer(_ name: String, _ value: Int64?, in range: ClosedRange<Int64>, default standard: Int)
        throws(APIError) -> Int
    {
        guard let value else { return standard }
        guard range.contains(value) else {
            throw .parameter("\(name) must be between \(range.lowerBound) and \(range.upperBound)")
        }
        return Int(value)
    }

    /// - Returns: `value` or the default.
    /// - Throws: `APIError` for a duration that there is not.
    static func seconds(_ value: Int64?, of choices: [Int], default standard: Int = 5) throws(APIError) -> Int {
        guard let value else { return standard }
        guard let seconds = choices.first(where: { Int64($0) == value }) else {
            throw invalid("duration", String(value), choices.map(String.init))
        }
        return seconds
    }

    static func invalid(_ name: String, _ value: String, _ choices: [String]) -> APIError {
        .parameter("\(name) value '\(value.prefix(64))' is invalid: it may be \(choices.joined(separator: ", "))")
    }
}
