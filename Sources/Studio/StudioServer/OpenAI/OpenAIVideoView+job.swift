import Foundation
import StudioAPI
import StudioDomain

extension ServerParts {
    /// A job in OpenAI's shape.
    func openAIView(of job: Job) -> OpenAIVideoView {
        OpenAIVideoView(
            id: job.id.description, model: job.tariff.model, status: OpenAIVideoView.Status(job.state),
            progress: job.percentDone, createdAt: job.createdAt.milliseconds / 1000,
            completedAt: job.state == .succeeded ? job.updatedAt.milliseconds / 1000 : nil,
            expiresAt: job.state == .succeeded
                ? job.updatedAt.addingTimeInterval(Asset.lifetime).milliseconds / 1000 : nil,
            seconds: (job.outputs.first?.seconds ?? job.order.seconds ?? 0).wireSeconds, size: job.size,
            prompt: job.order.prompt,
            error: job.state == .failed || job.state == .cancelled
                ? OpenAIVideoView.Failure(code: job.state.rawValue, message: job.message) : nil)
    }
}

extension OpenAIVideoView.Status {
    /// There is no word for a cancelled one.
    init(_ state: Job.State) {
        self =
            switch state {
            case .submitted: .queued
            case .processing: .inProgress
            case .succeeded: .completed
            case .failed, .cancelled: .failed
            }
    }
}

extension Job {
    /// 0...100.
    fileprivate var percentDone: Int {
        if state == .succeeded { return 100 }
        guard let progress, progress.steps > 0 else { return 0 }
        return 100 * progress.step / progress.steps
    }

    /// As it was ordered, such as "1280x720"; where a picture decides, its usual shape.
    fileprivate var size: String {
        let (width, height) = order.aspectRatio.map { ($0.width, $0.height) } ?? (16, 9)
        let side =
            switch tariff.tier {
            case .std: 720
            case .pro: 1080
            case .ultra: 2160
            }
        let long = Int((Double(side * max(width, height)) / Double(min(width, height)) / 2).rounded()) * 2
        return width < height ? "\(side)x\(long)" : "\(long)x\(side)"
    }
}
