extension StandardVideoBody {
    static func schema(for model: StandardModel) -> Schema {
        var settings: [Schema.Field] = [.optional("resolution", .choice(model.resolutions), default: "720p")]
        if !model.aspectRatios.isEmpty {
            settings.append(
                model.family == .omniVideo
                    ? .optional(
                        "aspect_ratio", .choice(model.aspectRatios).said("Needed without a frame and without a video."))
                    : .optional("aspect_ratio", .choice(model.aspectRatios), default: "16:9"))
        }
        settings.append(.optional("duration", .seconds(model.durations), default: 5))
        if !model.audio.isEmpty {
            settings.append(.optional("audio", .choice(model.audio.map(\.rawValue)), default: "off"))
        }
        if model.hasShots {
            settings.append(
                .optional(
                    "multi_shot",
                    .wish.said("Whether the prompt may tell of several shots: shot 1, 2, words; shot 2, 3, words."),
                    default: true))
        }
        return .object([
            input(for: model), .optional("settings", .object(settings)), .optional("options", .object(Schema.common)),
        ])
    }

    private static func input(for model: StandardModel) -> Schema.Field {
        let prompt = Schema.prompt(longest: model.longestPrompt)
        guard model.hasContents else { return .needed("prompt", prompt) }
        let name = Schema.Field.optional(
            "id", .text(longest: StandardFields.longestID).said("What the prompt calls it, after an @."))
        func entry(_ type: String, _ fields: [Schema.Field]) -> Schema {
            .object([.needed("type", .choice([type]))] + fields)
        }
        let entries: [Schema] = model.contents.map { content in
            switch content {
            case .firstFrame, .lastFrame, .picture: entry(content.rawValue, [.needed("url", .picture), name])
            case .featureVideo, .baseVideo: entry(content.rawValue, [.needed("url", .clip), name])
            case .element: entry(content.rawValue, [.needed("element_id", Schema.elementID), name])
            case .voice: entry(content.rawValue, [.needed("voice_id", .text()), name])
            }
        }
        return .needed(
            "contents",
            .list(
                of: .either([entry("prompt", [.needed("text", prompt)])] + entries), 1...StandardFields.mostContents))
    }
}

extension ListBody {
    static func fields(limit: Int, filters: [String: [String]]) -> [Schema.Field] {
        [
            .optional("start_time", Schema.integer(times).orDigits.said("Milliseconds since 1970.")),
            .optional("end_time", Schema.integer(times).orDigits.said("Milliseconds since 1970.")),
            .optional("cursor", .text().said("From the page before; overrides times and filters.")),
            .optional("limit", Schema.integer(limits).orDigits, default: .integer(Int64(limit))),
            .optional(
                "filters",
                .list(
                    of: .either(
                        filters.sorted { $0.key < $1.key }.map { key, values in
                            .object([
                                .needed("key", .choice([key])),
                                .optional(
                                    "values",
                                    .list(of: values.isEmpty ? .anyText : .choice(values), 0...ListFilter.mostValues)),
                            ])
                        }), 0...mostFilters)),
        ]
    }
}

extension TaskListBody {
    static let schema = Schema.object(ListBody.fields(limit: standardLimit, filters: filterKeys))
}

extension BillingBody {
    static func schema(for kind: Kind) -> Schema {
        .object(ListBody.fields(limit: Int(ListBody.limits.upperBound), filters: kind.filterKeys))
    }
}

extension OpenAIVideoBody {
    private static func fields(_ reference: Schema) -> [Schema.Field] {
        [
            .needed("prompt", Schema.prompt()),
            .optional("model", .text(longest: longestModel)),
            .optional("seconds", Schema.integer(lengths).orDigits, default: .text(String(standardSeconds))),
            .optional(
                "size",
                .text().with("pattern", "^[0-9]{2,4}x[0-9]{2,4}$").said(
                    "Width and height, \(sides.lowerBound) to \(sides.upperBound) each."), default: .text(standardSize)),
            .optional("input_reference", reference.said("The first frame.")),
            .optional(
                "negative_prompt", .text(longest: FieldLimits.prompt).said("An addition: what is not to be seen.")),
            .optional("seed", Schema.integer(seeds).orDigits.said("An addition: the same seed makes the same clip.")),
        ]
    }

    static let schema = Schema.object(
        fields(
            .object([.optional("image_url", .text().said("An address or a data URL."))]).with(
                "type", ["object", "string"])))
    static let formSchema = Schema.object(
        fields(.bytes) + [.optional("input_reference[image_url]", .text().said("In place of a file."))])
}
