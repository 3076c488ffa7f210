/// Parts that several bodies have.
extension Schema {
    static let common: [Field] = [
        .optional(
            "callback_url",
            text(longest: FieldLimits.url).with("pattern", #"^[Hh][Tt][Tt][Pp][Ss]?://[^/\s]+.*$"#).said(
                "Told of every change of the task's state.")),
        .optional(
            "external_task_id",
            text(longest: FieldLimits.externalID).said(
                "Your own name for the task, unique in your account. A second task of the same name is refused.")),
        watermark,
    ]

    static let watermark = Field.optional(
        "watermark_info",
        object([.optional("enabled", wish.said("Whether a copy with a watermark is wanted, too."), default: false)]))

    static func prompt(longest: Int = FieldLimits.prompt) -> Schema {
        text(longest: longest).said("What is to be seen.")
    }

    static let negativePrompt = Field.optional(
        "negative_prompt", text(longest: FieldLimits.prompt).said("What is not to be seen."))

    static func model(_ names: [String], default standard: String) -> Field {
        .optional("model_name", choice(names), default: .text(standard))
    }

    static let guidance = Field.optional(
        "cfg_scale",
        number(VideoFields.guidances).orDigits.said("How closely the prompt is followed. Newer models ignore it."))

    static func modes(_ modes: [VideoMode], default standard: VideoMode) -> Field {
        .optional(
            "mode", choice(modes.map(\.rawValue)).said("std: 720p; pro: 1080p; 4k."), default: .text(standard.rawValue))
    }

    static let videoAspectRatio = Field.optional(
        "aspect_ratio", choice(FieldLimits.videoAspectRatios), default: "16:9")

    static let elementID = integer(FieldLimits.elementIDs).orDigits

    static func elements(most: Int) -> Field {
        .optional(
            "element_list",
            list(of: object([.needed("element_id", elementID)]), 0...most).said(
                "Elements that the prompt refers to as <<<element_1>>>, ..."))
    }

    static func pictures(_ counts: ClosedRange<Int>) -> Schema {
        list(of: object([.needed("image", picture)]), counts)
    }

    static let count = Field.optional(
        "n", integer(FieldLimits.imageCount).orDigits.said("How many pictures."), default: 1)

    static let shots: [Field] = [
        .optional("multi_shot", wish.said("Whether the clip has several shots."), default: false),
        .optional("shot_type", choice(Shots.types).said("Needed with multi_shot.")),
        .optional(
            "multi_prompt",
            list(
                of: object([
                    .optional("index", integer().orDigits),
                    .needed("prompt", prompt(longest: FieldLimits.shotPrompt)),
                    .needed("duration", integer(Shots.lengths).orDigits),
                ]), 0...FieldLimits.shots.upperBound
            ).said("The shots of customize; their seconds add up to the duration.")),
    ]

    static let sound = Field.optional("sound", choice(Sound.allCases.map(\.rawValue)), default: "off")
}
