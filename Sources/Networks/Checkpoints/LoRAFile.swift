import Foundation
import Tensors

/// A LoRA: small changes of a model's layers, kept in a safetensors file of their own.
///
/// A layer's change is the product of two thin matrices, B A alpha / rank (Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large
/// Language Models", section 4.1); or a difference of the whole weight or bias, as files extracted from distilled models have
/// it for norms and biases.
public struct LoRAFile {
    /// One layer's part of the file; at least one of the changes is there.
    struct Layer {
        /// B A as names of tensors in the file, and how often the product counts.
        struct Product {
            let down: String, up: String
            let rank: Int
            let factor: Float
            /// Counts as often as the product.
            let upBias: String?
        }

        var product: Product?
        var weightDifference: String?, biasDifference: String?, modulationDifference: String?
    }

    /// By the layers' names as the file spells them, without a prefix.
    let layers: [String: Layer]
    let checkpoint: Checkpoint
    /// What errors call the file: its name without folders.
    public let name: String
    /// Whether layers are spelled with underscores where others have points, as kohya's trainers do.
    public let isFlat: Bool

    /// Opens a file and checks that it holds whole changes of layers and nothing else; their numbers are not read.
    public init(_ url: URL) throws(CheckpointError) {
        name = url.lastPathComponent
        checkpoint = try Checkpoint(file: url, named: name)
        var parts: [String: [LoRAKey.Part: String]] = [:]
        var isFlat = false
        for tensor in checkpoint.names {
            guard let key = LoRAKey(tensor) else { throw .notOfLoRA(file: name, tensor: tensor) }
            if key.part == .magnitude { throw .weightDecomposed(file: name, tensor: tensor) }
            guard parts[key.layer, default: [:]].updateValue(tensor, forKey: key.part) == nil else {
                throw .duplicateTensor(file: name, tensor: tensor)
            }
            isFlat = isFlat || key.isFlat
        }
        guard !parts.isEmpty else { throw .emptyLoRA(file: name) }
        self.isFlat = isFlat
        let scale = try LoRAScale(checkpoint.metadata, file: name)
        var layers: [String: Layer] = [:]
        for (layer, parts) in parts.sorted(by: { $0.key < $1.key }) {
            layers[layer] = Layer(
                product: try Self.product(of: layer, parts, scale, in: checkpoint, file: name),
                weightDifference: parts[.weightDifference], biasDifference: parts[.biasDifference],
                modulationDifference: parts[.modulationDifference])
        }
        self.layers = layers
    }

    /// Nil where a layer has only differences.
    private static func product(
        of layer: String, _ parts: [LoRAKey.Part: String], _ scale: LoRAScale, in checkpoint: Checkpoint, file: String
    ) throws(CheckpointError) -> Layer.Product? {
        guard let down = parts[.down], let up = parts[.up] else {
            let kinds: [LoRAKey.Part] = [.down, .up, .alpha, .upBias]
            guard let half = kinds.compactMap({ parts[$0] }).first else { return nil }
            throw .incompleteLoRALayer(file: file, tensor: half)
        }
        let (downShape, upShape) = (checkpoint.shape(of: down)!, checkpoint.shape(of: up)!)
        guard downShape.rank >= 2, downShape.count > 0 else {
            throw .unusableFactor(file: file, tensor: down, shape: downShape)
        }
        let rank = downShape[0]
        guard upShape.rank >= 2, upShape.count > 0, upShape[1] == rank, upShape.count == upShape[0] * rank else {
            throw .unusableFactor(file: file, tensor: up, shape: upShape)
        }
        let alpha = try parts[.alpha].map { (name) throws(CheckpointError) in
            try Self.number(name, in: checkpoint, file: file)
        }
        let factor = scale.factor(of: layer, ownAlpha: alpha, rank: rank)
        return Layer.Product(down: down, up: up, rank: rank, factor: factor, upBias: parts[.upBias])
    }

    /// The one number of a tensor.
    private static func number(
        _ name: String, in checkpoint: Checkpoint, file: String
    ) throws(CheckpointError) -> Float {
        let shape = checkpoint.shape(of: name)!
        guard shape.count == 1 else { throw .unusableAlpha(file: file, tensor: name) }
        let value = try checkpoint.tensor(name, shape: shape).element(at: 0)
        guard value.isFinite else { throw .unusableAlpha(file: file, tensor: name) }
        return value
    }
}

// MARK: - What a person wants to know of a file

extension LoRAFile {
    /// The layers' names as the file spells them, without a prefix, sorted.
    public var layerNames: [String] { layers.keys.sorted() }

    /// Ranks of the thin matrices, smallest first; none where there are only differences.
    public var ranks: [Int] { Set(layers.values.compactMap { $0.product?.rank }).sorted() }

    /// How often products count at strength 1, smallest first.
    public var factors: [Float] { Set(layers.values.compactMap { $0.product?.factor }).sorted() }

    /// How many layers have a pair of thin matrices.
    public var productCount: Int { layers.values.count { $0.product != nil } }

    /// How many weights, biases and modulations have a difference of their own.
    public var differenceCount: Int {
        layers.values.reduce(0) { sum, layer in
            sum + [layer.weightDifference, layer.biasDifference, layer.modulationDifference].count { $0 != nil }
        }
    }

    /// Bytes of all tensors.
    public var byteCount: Int { checkpoint.byteCount }

    /// Element types in the order of how many numbers have them.
    public var dtypes: [DType] { checkpoint.dtypes }
}
