import Foundation
import StudioAPI
import StudioDomain

/// How a task stands at one moment, for whoever follows it.
struct TaskEvent: Encodable, Sendable {
    let taskID: String
    let externalTaskID: String?
    let status: TaskView.Status
    /// Why it failed; empty otherwise.
    let message: String
    let progress: Steps?
    /// What its clip looks like so far: a small JPEG as a data URL. Only of a task that is being made.
    let preview: String?
    /// Only of a task that succeeded.
    let outputs: [Made]?
    /// Milliseconds since 1970.
    let createdAt: Int64
    let updatedAt: Int64

    /// Tells this moment of the task from others: when its state changed, and what came since.
    let id: String
    let job: JobID

    struct Steps: Encodable, Sendable {
        let step: Int
        let steps: Int
        let secondsLeft: Double?

        private enum CodingKeys: String, CodingKey {
            case step, steps
            case secondsLeft = "seconds_left"
        }
    }

    struct Made: Encodable, Sendable {
        let id: String
        let url: String
        /// Seconds, as a decimal; nothing for a picture.
        let duration: String?
    }

    init(_ job: Job, preview: Preview?, links: (Output) -> String) {
        self.job = job.id
        taskID = job.id.description
        externalTaskID = job.externalID
        message = job.message
        status = TaskView.Status(job.state)
        progress = job.progress.map { Steps(step: $0.step, steps: $0.steps, secondsLeft: $0.secondsLeft) }
        let preview = job.state == .processing ? preview : nil
        self.preview = preview.map { "data:image/jpeg;base64," + $0.picture.base64EncodedString() }
        outputs =
            job.state != .succeeded
            ? nil
            : job.outputs.map { output in
                Made(
                    id: output.asset.description, url: links(output),
                    duration: output.seconds.map(\.wireSeconds))
            }
        createdAt = job.createdAt.milliseconds
        updatedAt = job.updatedAt.milliseconds
        id = "\(updatedAt)-\(job.progress?.step ?? 0)-\(preview?.step ?? 0)-\(job.id)"
    }

    var isLast: Bool { status == .succeed || status == .failed }

    private enum CodingKeys: String, CodingKey {
        case taskID = "task_id"
        case externalTaskID = "external_task_id"
        case status = "task_status"
        case message = "task_status_msg"
        case progress, preview, outputs
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    /// As a message of an event stream. JSON has no line breaks of its own, so one line of data holds it.
    ///
    /// - Source: "Server-sent events" of the HTML standard.
    func message(_ encoder: JSONEncoder) throws -> String {
        "id: \(id)\nevent: task\ndata: \(String(decoding: try encoder.encode(self), as: UTF8.self))\n\n"
    }
}
