extension Operation {
    private static let tag = "Image"
    private static let picture: JSONValue = "https://example.com/dog.png"

    static let images: [Operation] = [
        TaskFamily(
            path: "/v1/images/generations", tag: tag, name: "Image", summary: "Make pictures from words and a picture",
            schema: ImageGenerationBody.schema,
            example: ["model_name": "kling-v2-1", "prompt": "a brown dog", "n": 2, "aspect_ratio": "3:4"]),
        TaskFamily(
            path: "/v1/images/omni-image", tag: tag, name: "OmniImage",
            summary: "Make pictures from words, pictures and elements", schema: OmniImageBody.schema,
            example: ["prompt": "<<<image_1>>> on a beach", "image_list": [["image": picture]], "resolution": "2k"]),
        TaskFamily(
            path: "/v1/images/multi-image2image", tag: tag, name: "MultiImageToImage",
            summary: "Put subjects into one picture", schema: MultiImageToImageBody.schema,
            example: ["subject_image_list": [["subject_image": picture]], "prompt": "the dog on a beach"]),
        TaskFamily(
            path: "/v1/images/editing/expand", tag: tag, name: "Expansion", summary: "Paint on around a picture",
            words: "The new area is at most \(Int(ExpandBody.largestArea)) times the picture's.",
            schema: ExpandBody.schema,
            example: [
                "image": picture, "up_expansion_ratio": 0.25, "down_expansion_ratio": 0, "left_expansion_ratio": 0.5,
                "right_expansion_ratio": 0.5,
            ]),
    ].flatMap(\.operations)
}
