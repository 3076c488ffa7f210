extension Operation {
    private static let tag = "Video"
    private static let picture: JSONValue = "https://example.com/dog.png"

    static let videos: [Operation] =
        [
            TaskFamily(
                path: "/v1/videos/text2video", tag: tag, name: "TextToVideo", summary: "Make a clip from words",
                schema: TextToVideoBody.schema,
                example: [
                    "model_name": "kling-v2-6", "prompt": "a brown dog runs along the beach at sunset", "mode": "pro",
                    "aspect_ratio": "16:9", "duration": "5",
                ]),
            TaskFamily(
                path: "/v1/videos/image2video", tag: tag, name: "ImageToVideo",
                summary: "Make a clip from its first frame, its last, or both",
                words:
                    "image_tail, masks and camera_control exclude each other. Which of them a model has, depends on the "
                    + "model and its mode.",
                schema: ImageToVideoBody.schema,
                example: [
                    "model_name": "kling-v2-6", "image": picture, "prompt": "the dog runs", "mode": "pro",
                    "duration": "5",
                ]),
            TaskFamily(
                path: "/v1/videos/multi-image2video", tag: tag, name: "MultiImageToVideo",
                summary: "Make a clip of subjects that pictures show", schema: MultiImageToVideoBody.schema,
                example: ["image_list": [["image": picture]], "prompt": "the dog runs along a beach", "duration": "5"]),
            TaskFamily(
                path: "/v1/videos/omni-video", tag: tag, name: "OmniVideo",
                summary: "Make or edit a clip from words, pictures, elements and a clip",
                words:
                    "At most \(OmniInputs.most) pictures and elements together, \(OmniInputs.mostWithVideo) beside a clip. "
                    + "An end frame needs a first frame; a clip that is edited has no frames.",
                schema: OmniVideoBody.schema,
                example: [
                    "prompt": "<<<image_1>>> runs along a beach", "image_list": [["image_url": picture]],
                    "aspect_ratio": "16:9", "duration": "5",
                ]),
            TaskFamily(
                path: "/v1/videos/video-extend", tag: tag, name: "VideoExtend", summary: "Let a clip go on",
                schema: VideoExtendBody.schema,
                example: ["video_id": "178000000000012345", "prompt": "the dog lies down"]),
            TaskFamily(
                path: "/v1/videos/effects", tag: tag, name: "Effect", summary: "Put one or two pictures into a scene",
                words: "Scenes of two pictures: "
                    + EffectScene.all.filter { $0.pictures == 2 }.map(\.name).joined(separator: ", ") + ".",
                schema: EffectBody.schema,
                example: ["effect_scene": "hug_pro", "input": ["images": [picture, "https://example.com/cat.png"]]]),
            TaskFamily(
                path: "/v1/videos/multi-elements", tag: tag, name: "MultiElements",
                summary: "Add, swap or remove something in a clip",
                words:
                    "In the clip of a session, where its points are. Without points something can be added, and all of the clip "
                    + "is made anew. The prompt says what to do in the sentences that the Kling API recommends, or what the clip "
                    + "shows afterwards.", schema: MultiElementsBody.schema,
                example: [
                    "session_id": "178000000000012345", "edit_mode": "swap", "image_list": [["image": picture]],
                    "prompt": "swap [a dog] from <<<image_1>>> for [the cat] from <<<video_1>>>", "duration": "5",
                ]),
        ].flatMap(\.operations) + selections

    private static let selections: [Operation] = [
        selection(
            "init-selection", "BeginSelection", "Begin to select something in a clip", BeginSelectionBody.schema,
            ["video_id": "178000000000012345"], "BegunSelection",
            words:
                "A session lasts 24 hours. A clip at an address has 24, 30 or 60 frames a second and 720 to 2160 pixels a side; "
                + "every clip lasts 2 to 5 or 7 to 10 seconds."),
        selection(
            "add-selection", "AddSelection", "Mark points of one thing on a frame", MarkSelectionBody.schema, points,
            "MarkedSelection"),
        selection(
            "delete-selection", "DeleteSelection", "Take marked points away", MarkSelectionBody.schema, points,
            "MarkedSelection"),
        selection(
            "clear-selection", "ClearSelection", "Take all marked points away", SelectionBody.schema, session,
            "ClearedSelection"),
        selection(
            "preview-selection", "PreviewSelection", "See what is selected in the whole clip", SelectionBody.schema,
            session, "PreviewedSelection"),
    ]

    private static let session: JSONValue = ["session_id": "178000000000012345"]
    private static let points: JSONValue = [
        "session_id": "178000000000012345", "frame_index": 0, "points": [["x": 0.5, "y": 0.25]],
    ]

    private static func selection(
        _ path: String, _ id: String, _ summary: String, _ schema: Schema, _ example: JSONValue, _ answer: String,
        words: String = ""
    ) -> Operation {
        Operation(
            method: .post, path: "/v1/videos/multi-elements/\(path)", tag: "Selection",
            id: id.prefix(1).lowercased() + id.dropFirst(), summary: summary, words: words,
            bodies: [.json(schema, example: example)], answers: [.success(.named(answer))])
    }
}
