extension ImageGenerationBody {
    static let schema = Schema.object(
        [
            Schema.model(ModelNames.images, default: standardModel),
            .needed("prompt", Schema.prompt()),
            Schema.negativePrompt,
            .optional("image", .picture.said("A picture to begin from.")),
            .optional("image_reference", .choice(Reference.allCases.map(\.rawValue)).said("What to take from it.")),
            .optional("image_fidelity", .number(fidelities).orDigits, default: 0.5),
            .optional("human_fidelity", .number(fidelities).orDigits, default: 0.45),
            Schema.elements(most: FieldLimits.imageReferences),
            .optional("resolution", .choice(resolutions), default: "1k"),
            Schema.count,
            .optional("aspect_ratio", .choice(FieldLimits.imageAspectRatios), default: "16:9"),
        ] + Schema.common)
}

extension OmniImageBody {
    static let schema = Schema.object(
        [
            Schema.model(ModelNames.omniImages, default: standardModel),
            .needed("prompt", Schema.prompt().said("Refers to what is given as <<<image_1>>>, <<<element_1>>>.")),
            .optional("image_list", Schema.pictures(0...FieldLimits.imageReferences)),
            Schema.elements(most: FieldLimits.imageReferences),
            .optional("resolution", .choice(resolutions), default: "1k"),
            .optional(
                "result_type", .choice(resultTypes).said("series: pictures that belong together."), default: "single"),
            Schema.count,
            .optional(
                "series_amount",
                .choice([]).with(
                    "enum",
                    .list(
                        seriesCounts.map { .integer($0) } + seriesCounts.map { .text(String($0)) } + [.text(automatic)])
                ).said("How long a series is."), default: 4),
            .optional(
                "aspect_ratio",
                .choice(FieldLimits.imageAspectRatios + [automatic]).said("auto needs a picture or an element.")),
        ] + Schema.common)
}

extension MultiImageToImageBody {
    static let schema = Schema.object(
        [
            Schema.model(ModelNames.multiImageToImage, default: ModelNames.multiImageToImage[0]),
            .optional("prompt", Schema.prompt()),
            .needed(
                "subject_image_list",
                .list(of: .object([.needed("subject_image", .picture)]), 1...mostSubjects)),
            .optional("scene_image", .picture),
            .optional("style_image", .picture),
            Schema.count,
            .optional("aspect_ratio", .choice(FieldLimits.imageAspectRatios), default: "16:9"),
        ] + Schema.common)
}

extension ExpandBody {
    static let schema = Schema.object(
        [.needed("image", .picture)]
            + ["up", "down", "left", "right"].map { side in
                .needed(
                    "\(side)_expansion_ratio",
                    Schema.number(ratios).orDigits.said(
                        "New area, in multiples of the picture's \(side == "up" || side == "down" ? "height" : "width")."
                    ))
            } + [.optional("prompt", Schema.prompt()), Schema.count] + Schema.common)
}
