import Foundation
import StudioAPI
import StudioDomain

extension ServerParts {
    /// A job as the legacy surface shows it.
    func taskView(of job: Job) async throws -> TaskView {
        TaskView(
            taskID: job.id.description, sessionID: job.order.selection?.description, status: TaskView.Status(job.state),
            statusMessage: job.message,
            info: TaskView.Info(externalTaskID: job.externalID, parentVideo: try await parentVideo(of: job)),
            result: result(of: job), isWatermarked: nil, deduction: job.deduction?.description,
            createdAt: job.createdAt.milliseconds, updatedAt: job.updatedAt.milliseconds)
    }

    /// Nothing before it succeeded.
    private func result(of job: Job) -> TaskResult? {
        guard job.state == .succeeded else { return nil }
        switch job.product {
        case .video: return .videos(job.outputs.map { video($0, of: job.order.selection) })
        case .image:
            return .images(
                job.outputs.enumerated().map { TaskResult.Image(index: $0, url: link(to: $1.asset, of: .image)) })
        }
    }

    private func video(_ output: Output, of selection: SelectionID? = nil) -> TaskResult.Video {
        TaskResult.Video(
            id: output.asset.description, url: link(to: output.asset, of: .video),
            duration: (output.seconds ?? 0).wireSeconds, sessionID: selection?.description)
    }

    /// The clip that another one goes on from.
    private func parentVideo(of job: Job) async throws -> TaskResult.Video? {
        guard case .extendVideo = job.order.task, case .asset(let id)? = job.order.inputs(as: .clip).first?.source,
            let parent = try await studio.asset(id)?.job,
            let output = try await studio.job(parent.description, of: job.account)?.outputs.first(where: {
                $0.asset == id
            })
        else { return nil }
        return video(output)
    }
}

extension TaskView.Status {
    /// The wire has no word for a cancelled one.
    init(_ state: Job.State) {
        self =
            switch state {
            case .submitted: .submitted
            case .processing: .processing
            case .succeeded: .succeed
            case .failed, .cancelled: .failed
            }
    }
}

extension Job {
    /// What it took of its account's credits; nothing before it has ended.
    var deduction: Credits? {
        switch state {
        case .submitted, .processing: nil
        case .succeeded: price
        case .failed, .cancelled: .zero
        }
    }
}

extension Date {
    /// Milliseconds since 1970.
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }
}

extension Double {
    /// Seconds as the wire has them: "5.041", "5".
    var wireSeconds: String {
        let milliseconds = Int64((self * 1000).rounded())
        let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        guard rest > 0 else { return String(whole) }
        var digits = String(1000 + rest).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
