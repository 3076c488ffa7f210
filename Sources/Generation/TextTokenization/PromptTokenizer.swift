import Foundation
import SentencePieceBridge

/// Splits a prompt into the integers that a T5 text encoder reads, as `tokenizer/spiece.model` says.
///
/// Source: Kudo & Richardson 2018, "SentencePiece"; the end token and the cut at 512 are those of `T5Tokenizer` in
/// Hugging Face transformers. Unlike there, the text `</s>` in a prompt is text: only the tokenizer ends a prompt.
public final class PromptTokenizer: Sendable {
    /// How many tokens Wan models read, the end token included.
    public static let wanTokenLimit = 512
    /// The largest published model, that of UMT5, takes 4.3 MiB.
    static let fileLimitBytes = 64 << 20

    /// Every token is below this.
    public let vocabularySize: Int
    /// The token after the last one of a prompt.
    public let endToken: Int
    /// Immutable after `init`, and encoding with it is thread-safe.
    private nonisolated(unsafe) let model: OpaquePointer

    /// Reads a `spiece.model`.
    public init(contentsOf file: URL) throws(TokenizationError) {
        let bytes: Data
        do {
            // Nil stands for an empty file.
            bytes = try FileHandle(forReadingFrom: file).read(upToCount: Self.fileLimitBytes + 1) ?? Data()
        } catch {
            throw .missingFile(path: file.path)
        }
        guard bytes.count <= Self.fileLimitBytes else {
            throw .fileTooLarge(path: file.path, limitBytes: Self.fileLimitBytes)
        }
        guard SentencePieceCheck.isSound([UInt8](bytes)[...]) else { throw .notASentencePieceModel(path: file.path) }
        let loaded = bytes.withUnsafeBytes { kinora_sentencepiece_load($0.baseAddress, $0.count) }
        guard let loaded else { throw .notASentencePieceModel(path: file.path) }
        model = loaded
        vocabularySize = Int(kinora_sentencepiece_vocabulary_size(loaded))
        endToken = Int(kinora_sentencepiece_end_id(loaded))
        guard endToken >= 0 else { throw .noEndToken(path: file.path) }
    }

    deinit { kinora_sentencepiece_free(model) }

    /// The tokens of `text` and the end token, cut so that they are at most `limit`. No padding is added.
    /// - Parameter text: a prompt already cleaned with `cleanPrompt`.
    public func encode(_ text: String, limit: Int = wanTokenLimit) throws(TokenizationError) -> [Int] {
        precondition(limit >= 1, "there must be room for the end token")
        var text = text
        var ids: UnsafeMutablePointer<Int32>?
        var count = 0
        let status = text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) {
                kinora_sentencepiece_encode(model, $0.baseAddress, $0.count, &ids, &count)
            }
        }
        guard status == 0, let ids else { throw .promptNotEncodable }
        defer { free(ids) }
        return UnsafeBufferPointer(start: ids, count: min(count, limit - 1)).map(Int.init) + [endToken]
    }
}
