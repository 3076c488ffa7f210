import Foundation

/// How often the product of a LoRA's matrices counts: alpha / rank, which is 1 where no alpha is given.
///
/// An alpha stands as a tensor beside the matrices (kohya, original names), or for all layers in the file's metadata, where
/// PEFT keeps what the adapter was trained with: `lora_alpha`, `alpha_pattern` for layers that differ, and `use_rslora`, by
/// which alpha is divided by the rank's square root.
/// - Source: Hu et al. 2021, "LoRA", section 4.1; Kalajdzievski 2023, "A Rank Stabilization Scaling Factor"; `LoraConfig`
///   in PEFT; the key `lora_adapter_metadata` is diffusers'.
struct LoRAScale {
    private var alpha: Double?
    private var alphas: [String: Double] = [:]
    private var isRankStabilized = false

    static let metadataKey = "lora_adapter_metadata"
    private static let longestMetadata = 1 << 20

    /// - Throws: `unusableLoRASettings` when the metadata cannot be read or asks for what Kinora does not do.
    init(_ metadata: [String: String], file: String) throws(CheckpointError) {
        guard let text = metadata[Self.metadataKey] else { return }
        func failure(_ problem: String) -> CheckpointError { .unusableLoRASettings(file: file, problem: problem) }
        guard text.utf8.count <= Self.longestMetadata,
            let settings = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        else { throw failure("they are not a JSON object") }
        func setting(_ name: String) -> Any? { settings[name] ?? settings["transformer." + name] }
        if setting("use_dora") as? Bool == true { throw failure("they ask for DoRA, which Kinora does not know") }
        isRankStabilized = setting("use_rslora") as? Bool ?? false
        if let value = setting("lora_alpha"), !(value is NSNull) {
            guard let number = value as? NSNumber else { throw failure("lora_alpha is not a number") }
            alpha = number.doubleValue
        }
        let pattern = setting("alpha_pattern") ?? [String: Any]()
        guard pattern is NSNull || pattern is [String: Any] else { throw failure("alpha_pattern is not an object") }
        for (layer, value) in pattern as? [String: Any] ?? [:] {
            let isName = layer.unicodeScalars.allSatisfy {
                $0 == "." || $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil
            }
            guard isName, let value = value as? NSNumber else {
                throw failure("alpha_pattern has more than names of layers and numbers")
            }
            alphas[layer] = value.doubleValue
        }
        guard ([alpha].compactMap { $0 } + alphas.values).allSatisfy(\.isFinite) else {
            throw failure("an alpha is not a finite number")
        }
    }

    /// - Parameters:
    ///   - layer: the layer's name, as the file spells it.
    ///   - ownAlpha: what stands beside the layer's matrices.
    func factor(of layer: String, ownAlpha: Float?, rank: Int) -> Float {
        if let ownAlpha { return ownAlpha / Float(rank) }
        // A pattern may name the end of a layer's name; the longest one is the nearest.
        let pattern = alphas.keys.filter { layer == $0 || layer.hasSuffix("." + $0) }.max { $0.count < $1.count }
        guard let alpha = pattern.flatMap({ alphas[$0] }) ?? alpha else { return 1 }
        return Float(alpha / (isRankStabilized ? Double(rank).squareRoot() : Double(rank)))
    }
}
