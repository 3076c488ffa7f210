extension Operation {
    private static let tag = "OpenAI videos"
    private static let id = Parameter.path("id", .text().with("example", "178000000000012345"))

    static let openAI: [Operation] = [
        openAI(
            .post, "/v1/videos", "createVideo", "Make a clip", named: "OpenAIVideo",
            bodies: [
                .json(
                    OpenAIVideoBody.schema,
                    example: ["prompt": "a brown dog runs along the beach", "seconds": "4", "size": "1280x720"]),
                Content(mediaType: "multipart/form-data", schema: OpenAIVideoBody.formSchema),
            ]),
        openAI(
            .get, "/v1/videos", "listVideos", "List clips", named: "OpenAIList",
            parameters: [
                .query("after", .anyText.said("The last clip of the page before.")),
                .query(
                    "limit",
                    .integer(OpenAIListQuery.limits).orEmpty.with(
                        "default", .integer(Int64(OpenAIListQuery.standardLimit)))),
                .query(
                    "order", .choice(OpenAIListQuery.Order.allCases.map(\.rawValue)).orEmpty.with("default", "desc")),
            ]),
        openAI(.get, "/v1/videos/{id}", "getVideo", "Get a clip", named: "OpenAIVideo", parameters: [id]),
        openAI(
            .post, "/v1/videos/{id}/cancel", "cancelVideo", "Cancel a clip", named: "OpenAIVideo", parameters: [id]),
        openAI(.delete, "/v1/videos/{id}", "deleteVideo", "Delete a clip", named: "OpenAIDeleted", parameters: [id]),
        Operation(
            method: .get, path: "/v1/videos/{id}/content", tag: tag, id: "getVideoContent",
            summary: "Get a clip's bytes, or a part of them",
            parameters: [
                id, variant,
                .header("Range", .anyText.with("example", "bytes=0-1023")),
            ], answers: bytes, refusals: .openAI),
        Operation(
            method: .head, path: "/v1/videos/{id}/content", tag: tag, id: "headVideoContent",
            summary: "See how long a clip's bytes are", parameters: [id, variant], answers: lengths,
            refusals: .openAI),
    ]

    private static let variant = Parameter.query(
        "variant", .choice([OpenAIVideoView.onlyVariant]).orEmpty.with("default", .text(OpenAIVideoView.onlyVariant)))

    /// A file's bytes: all of them, some, none that are new, or none that there are.
    static let bytes: [Answer] = [
        Answer(status: 200, words: "The whole file.", contents: files),
        Answer(status: 206, words: "The part that was asked for.", contents: files),
        Answer(status: 304, words: "You have it already.", contents: []),
        Answer(status: 416, words: "The file has no such part.", contents: []),
    ]

    /// The same without the bytes.
    static let lengths = bytes.map { Answer(status: $0.status, words: $0.words, contents: []) }

    private static let files = ["video/mp4", "image/png", "image/jpeg", "image/webp", "image/gif", "video/quicktime"]
        .map {
            Content(mediaType: $0, schema: .bytes)
        }

    private static func openAI(
        _ method: Method, _ path: String, _ id: String, _ summary: String, named answer: String,
        parameters: [Parameter] = [], bodies: [Content] = []
    ) -> Operation {
        Operation(
            method: method, path: path, tag: tag, id: id, summary: summary, parameters: parameters, bodies: bodies,
            answers: [Answer(status: 200, words: "Done.", contents: [.json(.named(answer))])], refusals: .openAI)
    }
}
