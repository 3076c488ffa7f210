extension Operation {
    private static let tag = "Elements"
    private static let picture: JSONValue = "https://example.com/dog.png"

    static let elements: [Operation] =
        [
            Operation(
                method: .post, path: "/v1/general/advanced-custom-elements", tag: tag, id: "createElement",
                summary: "Keep a subject for later prompts",
                bodies: [
                    .json(
                        ElementBody.schema,
                        example: [
                            "element_name": "Rex", "element_description": "a brown dog with a red collar",
                            "reference_type": "image_refer",
                            "element_image_list": [
                                "frontal_image": picture,
                                "refer_images": [["image_url": "https://example.com/side.png"]],
                            ],
                            "tag_list": [["tag_id": "o_103"]],
                        ])
                ], answers: [.success(.named("Task"))]),
            Operation(
                method: .get, path: "/v1/general/advanced-custom-elements", tag: tag, id: "listElements",
                summary: "List your elements, newest first", parameters: page,
                answers: [.success(.list(of: .named("Task")))]),
            Operation(
                method: .get, path: "/v1/general/advanced-custom-elements/{id}", tag: tag, id: "getElement",
                summary: "Get an element", parameters: [.path("id", .text())], answers: [.success(.named("Task"))]),
            Operation(
                method: .post, path: "/v1/general/custom-elements", tag: tag, id: "createOldElement",
                summary: "Keep a subject, in the older form",
                bodies: [
                    .json(
                        OldElementBody.schema,
                        example: [
                            "element_name": "Rex", "element_description": "a brown dog with a red collar",
                            "element_frontal_image": picture,
                            "element_refer_list": [["image_url": "https://example.com/side.png"]],
                        ])
                ], answers: [.success(.named("OldElement"))]),
            Operation(
                method: .get, path: "/v1/general/custom-elements", tag: tag, id: "listOldElements",
                summary: "List your elements in the older form", parameters: page,
                answers: [.success(.list(of: .named("OldElement")))]),
        ]
        + ["advanced-presets-elements", "presets-elements"].map { path in
            Operation(
                method: .get, path: "/v1/general/\(path)", tag: tag,
                id: path == "presets-elements" ? "listOldPresets" : "listPresets",
                summary: "List elements that the server comes with", parameters: page,
                answers: [.success(.list(of: .named("Task")))])
        }
        + ["delete-advanced-elements", "delete-elements"].map { path in
            Operation(
                method: .post, path: "/v1/general/\(path)", tag: tag,
                id: path == "delete-elements" ? "deleteOldElement" : "deleteElement", summary: "Forget an element",
                bodies: [.json(DeleteElementBody.schema, example: ["element_id": "178000000000012"])],
                answers: [.success(.named("Task"))])
        }
}
