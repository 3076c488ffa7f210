/// A tensor's name in a LoRA file: which layer it changes, and what it is to that layer.
///
/// Trainers spell the same layer in many ways: `transformer.blocks.0.attn1.to_q.lora_A.weight` (diffusers),
/// `diffusion_model.blocks.0.self_attn.q.lora_down.weight` (the names that Wan was published with),
/// `lora_unet_blocks_0_self_attn_q.alpha` (kohya), and the first two without their prefix.
///
/// - Source: for the names, `lora_conversion_utils.py` and `utils/state_dict_utils.py` of diffusers 0.42 and
///   `networks/lora_wan.py` of kohya-ss/musubi-tuner; `diff_m`, the difference of a modulation, as lightx2v's LoRAs have it.
struct LoRAKey {
    enum Part {
        /// A, [rank, inputs]
        case down
        /// B, [outputs, rank]
        case up
        /// The up layer's own bias, [outputs], which is scaled as the matrices are.
        case upBias
        /// One number: the product counts alpha / rank times.
        case alpha
        /// What is added to the layer's weight, to its bias or to its modulation as it is.
        case weightDifference, biasDifference, modulationDifference
        /// The magnitudes of a weight-decomposed LoRA (DoRA).
        case magnitude
    }

    /// The layer as the file spells it, without a prefix.
    let layer: String
    let part: Part
    /// Whether the layer's name has underscores where others have points.
    let isFlat: Bool

    private static let prefixes = ["model.diffusion_model.", "diffusion_model.", "base_model.model.", "transformer."]
    private static let flatPrefix = "lora_unet_"

    private static let suffixes: [(String, Part)] =
        [("lora_A", .down), ("lora_B", .up)].flatMap { name, part in
            // PEFT puts the adapter's name between.
            [(".\(name).weight", part), (".\(name).default.weight", part)]
        } + [
            (".lora_down.weight", .down), (".lora_up.weight", .up), (".lora.down.weight", .down),
            (".lora.up.weight", .up), (".lora_B.bias", .upBias), (".lora_B.default.bias", .upBias),
            (".lora_up.bias", .upBias), (".alpha", .alpha), (".diff", .weightDifference), (".diff_b", .biasDifference),
            (".diff_m", .modulationDifference), (".dora_scale", .magnitude), (".lora_magnitude_vector", .magnitude),
            (".lora_magnitude_vector.default.weight", .magnitude), (".lora_magnitude_vector.weight", .magnitude),
        ]

    /// Nil where a name is none that LoRA files have.
    init?(_ name: String) {
        guard let (suffix, part) = Self.suffixes.first(where: { name.hasSuffix($0.0) }) else { return nil }
        let whole = name.dropLast(suffix.utf8.count)
        isFlat = whole.hasPrefix(Self.flatPrefix)
        let prefix = isFlat ? Self.flatPrefix : Self.prefixes.first { whole.hasPrefix($0) } ?? ""
        layer = String(whole.dropFirst(prefix.utf8.count))
        self.part = part
        guard !layer.isEmpty else { return nil }
    }
}
