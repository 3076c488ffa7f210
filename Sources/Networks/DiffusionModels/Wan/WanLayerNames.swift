/// The names of a Wan transformer's layers as it was published, beside diffusers', which the checkpoints that Kinora reads use.
///
/// - Source: `scripts/convert_wan_to_diffusers.py` in diffusers, whose renaming of a whole checkpoint this is for single layers.
enum WanLayerNames {
    private static let outside = [
        "condition_embedder.time_embedder.linear_1": "time_embedding.0",
        "condition_embedder.time_embedder.linear_2": "time_embedding.2",
        "condition_embedder.time_proj": "time_projection.1",
        "condition_embedder.text_embedder.linear_1": "text_embedding.0",
        "condition_embedder.text_embedder.linear_2": "text_embedding.2",
        "condition_embedder.image_embedder.norm1": "img_emb.proj.0",
        "condition_embedder.image_embedder.ff.net.0.proj": "img_emb.proj.1",
        "condition_embedder.image_embedder.ff.net.2": "img_emb.proj.3",
        "condition_embedder.image_embedder.norm2": "img_emb.proj.4",
        "condition_embedder.image_embedder.pos_embed": "img_emb.emb_pos",
        "scale_shift_table": "head.modulation",
        "proj_out": "head.head",
    ]

    /// Behind `blocks.N.` or `vace_blocks.N.`.
    private static let inBlocks: [String: String] = {
        var names = [
            "ffn.net.0.proj": "ffn.0", "ffn.net.2": "ffn.2", "scale_shift_table": "modulation",
            // The norm before attention to the text; norm1 and norm3 have no weights in diffusers' order.
            "norm2": "norm3",
            "proj_in": "before_proj", "proj_out": "after_proj",
        ]
        for (attention, original) in [("attn1", "self_attn"), ("attn2", "cross_attn")] {
            for (layer, originalLayer) in [
                ("to_q", "q"), ("to_k", "k"), ("to_v", "v"), ("to_out.0", "o"), ("norm_q", "norm_q"),
                ("norm_k", "norm_k"), ("add_k_proj", "k_img"), ("add_v_proj", "v_img"),
                ("norm_added_k", "norm_k_img"),
            ] {
                names["\(attention).\(layer)"] = "\(original).\(originalLayer)"
            }
        }
        return names
    }()

    /// The published name of a layer; diffusers' name where both are the same.
    static func original(of layer: String) -> String {
        let parts = layer.split(separator: ".", maxSplits: 2)
        if parts.count == 3, ["blocks", "vace_blocks"].contains(parts[0]), let name = inBlocks[String(parts[2])] {
            return "\(parts[0]).\(parts[1]).\(name)"
        }
        return outside[layer] ?? layer
    }
}

extension WanTransformer {
    /// A checkpoint's layers, as it names them, by every name that others give them: diffusers' and the published ones, each
    /// also with underscores for points.
    /// - Parameter tensors: names of all tensors of a Wan transformer.
    public static func layerSpellings(of tensors: [String]) -> [String: String] {
        var spellings: [String: String] = [:]
        for tensor in tensors {
            let kind = [".weight", ".bias"].first { tensor.hasSuffix($0) } ?? ""
            let layer = String(tensor.dropLast(kind.utf8.count))
            for name in [layer, WanLayerNames.original(of: layer)] {
                spellings[name] = layer
                spellings[name.replacing(".", with: "_")] = layer
            }
        }
        return spellings
    }

    /// Whether a layer's name is one that only Wan as it was published uses.
    public static func isOriginalName(_ layer: String) -> Bool {
        let marks = [
            "self_attn", "cross_attn", "ffn.0", "ffn.2", "time_embedding", "time_projection", "text_embedding",
            "img_emb", "head.", "before_proj", "after_proj", "modulation",
        ]
        return marks.contains { layer.contains($0) }
    }
}
