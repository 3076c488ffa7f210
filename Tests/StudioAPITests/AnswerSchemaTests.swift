import Foundation
import StudioAPI
import Testing

/// What is answered, checked against what the document says of it.
@Suite("Answers fit the document") struct AnswerSchemaTests {
    private let schemas: JSONSchema

    init() throws {
        let data = OpenAPIDocument(version: "1.0").data
        schemas = JSONSchema(document: try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]))
    }

    private func expect(_ value: some Encodable, fits name: String, sourceLocation: SourceLocation = #_sourceLocation)
        throws
    {
        let problems = schemas.problems(try object(value), ["$ref": "#/components/schemas/\(name)"])
        #expect(problems == [], sourceLocation: sourceLocation)
    }

    private let element = ElementView(
        id: 12, name: "dog", description: "",
        images: .init(frontal: "http://a/f.png", views: [.init(url: "http://a/v.png")]),
        tags: [ElementTag.all[2]], owner: "9", status: .succeed)

    private func task(_ result: TaskResult?) -> TaskView {
        TaskView(
            taskID: "1", status: .succeed, statusMessage: "",
            info: .init(externalTaskID: nil, parentVideo: .init(id: "2", url: "http://a/p.mp4", duration: "5")),
            result: result, isWatermarked: true, deduction: "2.5", balanceDeduction: .init(quota: "1", listPrice: "2"),
            createdAt: 1, updatedAt: 2)
    }

    @Test("legacy tasks")
    func tasks() throws {
        let video = TaskResult.Video(
            id: "1", url: "http://a/v.mp4", watermarkURL: "http://a/w.mp4", duration: "5.041", sessionID: "s", seed: "1"
        )
        let image = TaskResult.Image(index: 0, url: "http://a/i.png", watermarkURL: "http://a/w.png")
        let results: [TaskResult?] = [
            nil, .videos([video]), .images([image]), .single([image]), .series([image]), .elements([element]),
        ]
        for result in results { try expect(task(result), fits: "Task") }
        try expect(
            TaskView(
                taskID: "1", status: .submitted, statusMessage: "", info: .init(externalTaskID: "x"), result: nil,
                deduction: nil, createdAt: 1, updatedAt: 1), fits: "Task")
    }

    @Test("elements and selections")
    func elements() throws {
        try expect(element, fits: "Element")
        try expect(OldElementView(element), fits: "OldElement")
        try expect(
            BegunSelectionView(
                sessionID: "1", fps: 23.976, duration: 5000, width: 1280, height: 720, frames: 120,
                normalizedVideo: "http://a/n.mp4"), fits: "BegunSelection")
        try expect(
            MarkedSelectionView(
                sessionID: "1",
                marked: .init(
                    frame: 0,
                    masks: [
                        .init(
                            objectID: 1, runs: .init(height: 2, width: 3, counts: "06"),
                            picture: .init(height: 2, width: 3, base64: "aGk="))
                    ])), fits: "MarkedSelection")
        try expect(ClearedSelectionView(sessionID: "1"), fits: "ClearedSelection")
        try expect(
            PreviewedSelectionView(
                sessionID: "1", preview: .init(video: "http://a/v", cover: "http://a/c", tracking: "http://a/t")),
            fits: "PreviewedSelection")
    }

    @Test("tasks of the new standard")
    func standard() throws {
        let task = StandardTaskView(
            id: "1", status: .succeeded, message: "", createdAt: 1, updatedAt: 2, externalID: nil,
            outputs: [
                .video(id: "2", url: "http://a/v.mp4", watermarkURL: "http://a/w.mp4", duration: "5"),
                .image(url: "http://a/i.png", watermarkURL: nil, group: "g"), .element(.init(element)),
            ],
            billing: [.init(units: "2.5", package: "video")])
        try expect(task, fits: "StandardTask")
        try expect(StandardCreatedView(task), fits: "StandardCreated")
        try expect(
            TaskListView([task], next: PageCursor(start: 0, end: 1, after: "1", filters: [])), fits: "TaskPage")
    }

    @Test("accounts")
    func accounts() throws {
        try expect(
            CostsView([
                .init(
                    name: "a", id: "1", kind: .period, total: 10, remaining: 2.5, purchasedAt: 1, validFrom: 1,
                    validUntil: 2, status: .notYet)
            ]), fits: "Costs")
        let task = BilledTask(
            taskID: "1", apiKeyName: "k", function: "text2video", model: "kling-v3", resolution: "720p", duration: "5",
            hasReferenceVideo: false, deductedAt: 17)
        let balance = BalanceDetail(task: task, before: "10", amount: "2", after: "8", listPrice: "3", currency: "USD")
        try expect(BillingView([balance], next: nil), fits: "BalancePage")
        let package = PackageDetail(task: task, packageID: "p", product: "video", before: "10", amount: "2", after: "8")
        try expect(BillingView([package], next: nil), fits: "PackagePage")
    }

    @Test("videos in OpenAI's shape")
    func openAI() throws {
        let video = OpenAIVideoView(
            id: "1", model: "toybox", status: .failed, progress: 7, createdAt: 1, completedAt: 2, expiresAt: nil,
            seconds: "4", size: "720x1280", prompt: nil, error: .init(code: "5000", message: "no"))
        try expect(video, fits: "OpenAIVideo")
        try expect(OpenAIListView([video], hasMore: false), fits: "OpenAIList")
        try expect(OpenAIListView([], hasMore: false), fits: "OpenAIList")
        try expect(OpenAIDeletedView(id: "1"), fits: "OpenAIDeleted")
        try expect(OpenAIError(.missing("prompt"), param: "prompt"), fits: "OpenAIError")
        try expect(Refusal(.tooManyTasks, requestID: "r"), fits: "Refusal")
    }

    @Test("what does not fit is found")
    func misfits() throws {
        let video: [String: Any] = ["id": "1", "url": "http://a/v.mp4", "duration": 5]
        let reference = ["$ref": "#/components/schemas/Video"]
        #expect(schemas.problems(video, reference) == ["$.duration is no string"])
        #expect(schemas.problems(["id": "1", "duration": "5"], reference) == ["$.url is missing"])
        let more = ["id": "1", "url": "http://a/v.mp4", "duration": "5", "path": "/srv"]
        #expect(schemas.problems(more, reference) == ["$.path is not in the document"])
    }
}
