extension VideoFields {
    /// Fields of both text to video and image to video, but for the model.
    static let fields: [Schema.Field] =
        [Schema.negativePrompt, Schema.guidance, Schema.modes(VideoMode.allCases, default: .std)] + [
            .optional(
                "duration",
                .seconds(Set(VideoModelCapabilities.all.flatMap(\.durations)).sorted()).said(
                    "Seconds. Which ones there are depends on the model: "
                        + VideoModelCapabilities.all.map { "\($0.name) \(span($0.durations))" }.joined(separator: "; ")
                        + "."), default: "5"),
            .optional("camera_control", CameraControl.schema),
            Schema.sound,
            .optional(
                "voice_list",
                .list(of: .object([.needed("voice_id", .text())]), 0...mostVoices).said("Needs sound.")),
        ] + Schema.shots + Schema.common

    /// "5, 10" or "3 to 15".
    private static func span(_ seconds: [Int]) -> String {
        guard let first = seconds.first, let last = seconds.last, seconds.count > 2 else {
            return seconds.map(String.init).joined(separator: ", ")
        }
        return "\(first) to \(last)"
    }
}

extension CameraControl {
    static let schema = Schema.object([
        .optional("type", .choice(types).said("simple moves along one axis; the others are presets.")),
        .optional(
            "config",
            .object(axes.map { .optional($0, .number(amounts).orDigits) }).said(
                "Of simple; one value may be other than 0.")),
    ])
}

extension TextToVideoBody {
    static let schema = Schema.object(
        [
            Schema.model(ModelNames.textToVideo, default: VideoFields.standardModel),
            .optional("prompt", Schema.prompt().said("Needed unless the shots are customized.")),
            Schema.videoAspectRatio,
        ] + VideoFields.fields)
}

extension ImageToVideoBody {
    static let schema = Schema.object(
        [
            Schema.model(ModelNames.imageToVideo, default: VideoFields.standardModel),
            .optional("image", .picture.said("The first frame.")),
            .optional("image_tail", .picture.said("The last frame, where the model has that.")),
            .optional("prompt", Schema.prompt()),
            .optional("static_mask", .picture.said("White where nothing moves.")),
            .optional(
                "dynamic_masks",
                .list(
                    of: .object([
                        .needed("mask", .picture.said("White where something moves.")),
                        .needed(
                            "trajectories",
                            .list(
                                of: .object([
                                    .needed("x", Schema.number().orDigits), .needed("y", Schema.number().orDigits),
                                ]),
                                DynamicMask.points)),
                    ]), 0...mostMasks
                ).said("Paths in pixels from the left and the bottom of the picture.")),
            Schema.elements(most: FieldLimits.frameElements),
        ] + VideoFields.fields)
}

extension MultiImageToVideoBody {
    static let schema = Schema.object(
        [
            Schema.model(ModelNames.multiImageToVideo, default: ModelNames.multiImageToVideo[0]),
            .needed("image_list", Schema.pictures(1...mostReferences).said("Subjects of the clip.")),
            .needed("prompt", Schema.prompt()),
            Schema.negativePrompt,
            Schema.modes(modes, default: .std),
            .optional("duration", .seconds(durations), default: "5"),
            Schema.videoAspectRatio,
        ] + Schema.common)
}

extension OmniVideoBody {
    static let schema = Schema.object(
        [
            Schema.model(ModelNames.omniVideo, default: standardModel),
            .optional(
                "prompt",
                Schema.prompt().said(
                    "Refers to what is given as <<<image_1>>>, <<<element_1>>>, <<<video_1>>>. Needed unless the shots "
                        + "are customized.")),
            .optional(
                "image_list",
                .list(
                    of: .object([
                        .needed("image_url", .picture),
                        .optional("type", .choice(frameTypes).said("Left out for a plain reference.")),
                    ]), 0...OmniInputs.most)),
            Schema.elements(most: OmniInputs.most),
            .optional(
                "video_list",
                .list(
                    of: .object([
                        .needed("video_url", .clip),
                        .optional(
                            "refer_type", .choice(referTypes).said("base: it is edited; feature: it is referred to."),
                            default: "base"),
                        .optional("keep_original_sound", .choice(["yes", "no"]), default: "no"),
                    ]), 0...mostVideos)),
            Schema.modes(VideoMode.allCases, default: .pro),
            .optional(
                "aspect_ratio",
                .choice(FieldLimits.videoAspectRatios).said("Needed without a first frame and a video that is edited.")),
            .optional(
                "duration",
                .seconds(Set(OmniVideoModel.all.flatMap(\.durations)).sorted()).said(
                    "Seconds; ignored with a video that is edited."), default: "5"),
            Schema.sound,
        ] + Schema.shots + Schema.common)
}

extension VideoExtendBody {
    static let schema = Schema.object(
        [
            .needed("video_id", .text().said("Of a clip that was made here within the last 30 days.")),
            .optional("prompt", Schema.prompt()),
            Schema.negativePrompt,
            Schema.guidance,
        ] + Schema.common)
}

extension EffectBody {
    static let schema = Schema.object(
        [
            .needed("effect_scene", .choice(EffectScene.all.map(\.name))),
            .needed(
                "input",
                .object([
                    .optional("image", .picture.said("For a scene of one picture.")),
                    .optional(
                        "images",
                        .list(of: .picture, 0...2).said("For a scene of two pictures; the first goes left.")),
                ])),
        ] + Schema.common)
}

extension MultiElementsBody {
    static let schema = Schema.object(
        [
            Schema.model(ModelNames.multiElements, default: ModelNames.multiElements[0]),
            .needed("session_id", .text().said("Of a selection.")),
            .needed("edit_mode", .choice(Edit.allCases.map(\.rawValue))),
            .optional(
                "image_list",
                Schema.pictures(0...mostPictures).said("1 or 2 for addition, 1 for swap, none for removal.")),
            .needed("prompt", Schema.prompt().said("Refers to <<<video_1>>> and <<<image_1>>>.")),
            Schema.negativePrompt,
            Schema.modes(modes, default: .std),
            .optional("duration", .seconds(durations).said("Seconds, as the clip has.")),
        ] + Schema.common)
}

extension VideoSource {
    static let fields: [Schema.Field] = [
        .optional("video_id", .text().said("Of a clip that was made here. This or video_url.")),
        .optional("video_url", .clip),
    ]
}

extension BeginSelectionBody {
    static let schema = Schema.object(VideoSource.fields)
}

extension MarkSelectionBody {
    static let schema = Schema.object([
        .needed("session_id", .text()),
        .needed("frame_index", Schema.integer(frames).orDigits),
        .needed(
            "points",
            .list(
                of: .object([
                    .needed("x", Schema.number(coordinates).orDigits),
                    .needed("y", Schema.number(coordinates).orDigits),
                ]), 1...mostPoints
            ).said("Parts of the frame's width and height, from the left and the top.")),
    ])
}

extension SelectionBody {
    static let schema = Schema.object([.needed("session_id", .text())])
}
