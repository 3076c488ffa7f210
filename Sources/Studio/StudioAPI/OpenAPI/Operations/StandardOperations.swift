extension Operation {
    private static let picture: JSONValue = "https://example.com/dog.png"

    static let standard: [Operation] =
        StandardModel.all.map(create) + [
            Operation(
                method: .get, path: "/tasks", tag: "Tasks", id: "getTasks",
                summary: "Get tasks by their identifiers, of whatever path",
                words: "Give task_ids or external_task_ids. What does not exist is left out.",
                parameters: [
                    .query("task_ids", .anyText.said("At most \(TasksQuery.most), with commas between.")),
                    .query("external_task_ids", .anyText.said("At most \(TasksQuery.most), with commas between.")),
                ], answers: [.success(.list(of: .named("StandardTask")))], access: .keysAlone),
            Operation(
                method: .post, path: "/tasks", tag: "Tasks", id: "listTasks", summary: "List tasks page by page",
                bodies: [
                    .json(
                        TaskListBody.schema,
                        example: ["limit": 20, "filters": [["key": "status", "values": ["succeeded"]]]])
                ], answers: [.success(.named("TaskPage"))], access: .keysAlone),
        ]

    private static func create(_ model: StandardModel) -> Operation {
        let name = "\(model.family.rawValue)-\(model.name)".split { !$0.isLetter && !$0.isNumber }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        return Operation(
            method: .post, path: model.path, tag: "New standard", id: "create\(name)", summary: summary(model),
            words: model.hasContents
                ? "The prompt refers to contents by their id after an @, or as @image_1, @element_1, @video_1." : "",
            bodies: [.json(StandardVideoBody.schema(for: model), example: example(model))],
            answers: [.success(.named("StandardCreated"))], access: .keysAlone)
    }

    private static func summary(_ model: StandardModel) -> String {
        switch model.family {
        case .textToVideo: "Make a clip from words"
        case .imageToVideo: "Make a clip from its first frame"
        case .omniVideo: "Make or edit a clip from words, pictures, elements and a clip"
        }
    }

    private static func example(_ model: StandardModel) -> JSONValue {
        let settings: JSONValue = ["resolution": "720p", "duration": 5]
        switch model.family {
        case .textToVideo: return ["prompt": "a brown dog runs along the beach", "settings": settings]
        case .imageToVideo:
            return [
                "contents": [["type": "prompt", "text": "the dog runs"], ["type": "first_frame", "url": picture]],
                "settings": settings,
            ]
        case .omniVideo:
            return [
                "contents": [
                    ["type": "prompt", "text": "@Rex runs along the beach"],
                    ["type": "refer_image", "url": picture, "id": "Rex"],
                ], "settings": ["resolution": "720p", "aspect_ratio": "16:9", "duration": 5],
            ]
        }
    }
}
