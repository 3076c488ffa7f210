extension CatalogueView {
    static let schema = Schema.object([
        .needed("videos", .list(of: model)),
        .needed(
            "pictures",
            .object([
                .needed("most_bytes", .integer()), .needed("least_side", .integer().said("Pixels.")),
                .needed("most_side", .integer().said("Pixels.")),
            ])),
    ])

    private static let names = Schema.list(of: .anyText)
    private static let seconds = Schema.list(of: .integer())

    private static let model = Schema.object([
        .needed("name", .anyText), .needed("paths", names.said("Below /v1/videos.")),
        .needed("modes", .list(of: mode)), .needed("durations", seconds),
        .needed("plain_durations", seconds.said("From words alone or a lone first frame.")),
        .needed("tail_modes", names.said("With a last frame beside a first one.")),
        .needed("tail_only_modes", names.said("With a last frame alone.")), .needed("tail_durations", seconds),
        .needed("guidance", .flag), .needed("negative_prompt", .flag), .needed("extendable", .flag),
        .needed("prompt_needed", .flag.said("Beside pictures, too.")),
    ])

    private static let mode = Schema.object([
        .needed("mode", .anyText.said("Empty for a model that takes none.")), .needed("resolution", .anyText),
        .needed("prices", .any.said("Credits, as decimals, by seconds.")),
    ])
}
