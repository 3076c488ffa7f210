import Checkpoints
import DiffusionModels
import Foundation

/// What a LoRA file holds, for a person to read. No model is needed for it, so whether it fits one is not known.
public struct LoRASummary: Sendable {
    /// Whose names the file gives to layers.
    public enum Spelling: String, Sendable {
        case diffusers, kohya
        case original = "original Wan"
    }

    public let spelling: Spelling
    /// How many layers have a pair of thin matrices.
    public let productCount: Int
    /// Ranks of these, smallest first.
    public let ranks: [Int]
    /// How often products count at strength 1 (alpha / rank), smallest first.
    public let factors: [Float]
    /// Weights, biases and modulations with a difference of their own.
    public let differenceCount: Int
    /// How many layers of each kind are changed, in the order of a block; kinds without any are left out.
    public let kinds: [(name: String, count: Int)]
    /// The transformer's blocks that are changed.
    public let blockCount: Int
    /// Element types, the most frequent first.
    public let dtypes: [String]
    public let byteCount: Int

    /// - Throws: `EngineError.unusableModel` for a file that is no LoRA.
    public init(file: URL) throws {
        self.init(try EngineError.translating { try LoRAFile(file) })
    }

    private init(_ file: LoRAFile) {
        let names = file.layerNames
        spelling = file.isFlat ? .kohya : names.contains(where: WanTransformer.isOriginalName) ? .original : .diffusers
        productCount = file.productCount
        ranks = file.ranks
        factors = file.factors
        differenceCount = file.differenceCount
        dtypes = file.dtypes.map(\.rawValue)
        byteCount = file.byteCount
        let marks = [
            ("self-attention", ["self_attn", "attn1"]), ("attention to the text", ["cross_attn", "attn2"]),
            ("feed-forward", ["ffn"]),
        ]
        var counts = [Int](repeating: 0, count: marks.count + 1)
        for name in names {
            counts[marks.firstIndex { $0.1.contains { name.contains($0) } } ?? marks.count] += 1
        }
        kinds = zip(marks.map(\.0) + ["other"], counts).filter { $0.1 > 0 }.map { (name: $0, count: $1) }
        blockCount = Set(names.compactMap(Self.block)).count
    }

    /// `blocks.7` or `vace_blocks.7` of a layer in a block; flat names have underscores for the points.
    private static func block(of layer: String) -> String? {
        layer.prefixMatch(of: /(?:vace_)?blocks[._][0-9]+/).map { String($0.output) }
    }
}
