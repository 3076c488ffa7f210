/// What can be wrong with a model's tokenizer, or with a prompt. No description quotes the prompt.
public enum TokenizationError: Error, Equatable, CustomStringConvertible {
    case missingFile(path: String)
    case fileTooLarge(path: String, limitBytes: Int)
    case notASentencePieceModel(path: String)
    case noEndToken(path: String)
    case promptNotEncodable

    public var description: String {
        switch self {
        case .missingFile(let path):
            "The tokenizer \(Self.name(path)) is missing or cannot be read."
        case .fileTooLarge(let path, let limit):
            "The tokenizer \(Self.name(path)) is larger than \(limit >> 20) MiB, which no published one is."
        case .notASentencePieceModel(let path):
            "The tokenizer \(Self.name(path)) is not a SentencePiece model, or it is damaged."
        case .noEndToken(let path):
            "The tokenizer \(Self.name(path)) has no end-of-sentence token, which the text encoder needs."
        case .promptNotEncodable:
            "The prompt cannot be split into tokens by this model's tokenizer."
        }
    }

    /// The last two components: where models lie on this machine is nobody's business.
    private static func name(_ path: String) -> String { path.split(separator: "/").suffix(2).joined(separator: "/") }
}
