extension ElementBody {
    static let names: [Schema.Field] = [
        .needed("element_name", .text(longest: longestName)),
        .needed("element_description", .text(longest: longestDescription)),
    ]
    static let tags = Schema.Field.optional(
        "tag_list",
        .list(
            of: .object([
                .needed(
                    "tag_id",
                    .choice(ElementTag.all.map(\.id)).said(
                        ElementTag.all.map { "\($0.id): \($0.name)" }.joined(separator: ", ")))
            ]), 0...mostTags))
    static let views = Schema.list(of: .object([.needed("image_url", .picture)]), 1...mostViews)

    static let schema = Schema.object(
        names + [
            .needed("reference_type", .choice(ReferenceType.allCases.map(\.rawValue))),
            .optional(
                "element_image_list",
                .object([.needed("frontal_image", .picture), .needed("refer_images", views)]).said("For image_refer.")),
            .optional(
                "element_video_list",
                .object([.optional("refer_videos", .list(of: .object([.needed("video_url", .clip)]), 0...1))]).said(
                    "For video_refer, which needs one.")),
            .optional("element_voice_id", .text()), tags,
        ] + Schema.common)
}

extension OldElementBody {
    static let schema = Schema.object(
        ElementBody.names + [
            .needed("element_frontal_image", .picture), .needed("element_refer_list", ElementBody.views),
            ElementBody.tags,
        ])
}

extension DeleteElementBody {
    static let schema = Schema.object([.needed("element_id", Schema.elementID)])
}
