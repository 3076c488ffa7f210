extension Operation {
    static let progress: [Operation] = [
        Operation(
            method: .get, path: "/v1/tasks/{id}/progress", tag: "Progress", id: "getProgress",
            summary: "See how far a task is", words: "An addition to the Kling API.", parameters: [id],
            answers: [.success(.named("TaskEvent"))]),
        Operation(
            method: .get, path: "/v1/tasks/{id}/events", tag: "Progress", id: "followTask",
            summary: "Follow a task as server-sent events",
            words:
                "An addition to the Kling API. Each event named task has a TaskEvent as its data; the stream ends with "
                + "the task.", parameters: [id, lastEvent],
            answers: [events, Answer(status: 204, words: "The task has ended, and you were told.", contents: [])]),
        Operation(
            method: .get, path: "/v1/events", tag: "Progress", id: "followTasks",
            summary: "Follow all of your tasks as server-sent events", words: "An addition to the Kling API.",
            parameters: [lastEvent], answers: [events]),
        Operation(
            method: .get, path: "/v1/tasks/{id}/callbacks", tag: "Progress", id: "listCallbacks",
            summary: "See what callback_url was sent about a task, and how that went",
            words: "An addition to the Kling API. Messages oldest first, each with all of its tries.",
            parameters: [id], answers: [.success(.list(of: .named("Delivery")))]),
    ]

    private static let id = Parameter.path("id", .text().said("A task's identifier, or your own name for it."))
    private static let lastEvent = Parameter.header("Last-Event-ID", .anyText.said("Of the last event that came."))
    private static let events = Answer(
        status: 200, words: "Events, as they happen.",
        contents: [
            Content(
                mediaType: "text/event-stream",
                schema: .object(
                    [
                        .needed("event", .constant("task")),
                        .needed("id", .anyText.said("Tells this moment of the task from others.")),
                        .needed(
                            "data",
                            .anyText.with("contentMediaType", "application/json").with(
                                "contentSchema", Schema.named("TaskEvent").json)),
                    ]
                ).said("Of each event."))
        ])

    /// Of an asset's address.
    private static let link: [Parameter] = [
        .path("name", .text().with("example", "178000000000012345.mp4")), .query("expires", .anyText),
        .query("tag", .anyText), .query("download", .anyText.said("Given: as a file to keep.")),
    ]

    static let service: [Operation] = [
        Operation(
            method: .get, path: "/assets/{name}", tag: "Service", id: "getAsset", summary: "Get what a task made",
            words: "Answers to tasks have such addresses in full; they end after a while.",
            parameters: link + [.header("Range", .anyText)], answers: bytes, access: .open, moreRefusals: [403]),
        Operation(
            method: .head, path: "/assets/{name}", tag: "Service", id: "headAsset",
            summary: "See how long it is", parameters: link, answers: lengths, access: .open, moreRefusals: [403]),
        open("/healthz", "getHealth", "See whether the server answers", .json(.any)),
        Operation(
            method: .get, path: "/readyz", tag: "Service", id: "getReadiness",
            summary: "See whether the server can work",
            answers: [
                Answer(status: 200, words: "It can.", contents: [.json(.any)]),
                Answer(status: 503, words: "It cannot, and what lacks.", contents: [.json(.any)]),
            ], access: .open, refusals: .none, moreRefusals: [400, 404, 429, 500]),
        open(
            "/metrics", "getMetrics", "Figures for Prometheus", Content(mediaType: "text/plain", schema: .anyText)),
        open("/openapi.json", "getDocument", "This document", .json(.any)),
        open("/docs", "getPage", "This document to read", Content(mediaType: "text/html", schema: .anyText)),
        open(
            DocumentPage.stylePath, "getPageStyle", "How the page looks",
            Content(mediaType: "text/css", schema: .anyText)),
    ]

    private static func open(_ path: String, _ id: String, _ summary: String, _ content: Content) -> Operation {
        Operation(
            method: .get, path: path, tag: "Service", id: id, summary: summary,
            answers: [Answer(status: 200, words: "Done.", contents: [content])], access: .open)
    }
}
