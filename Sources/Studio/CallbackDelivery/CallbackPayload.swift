import Foundation
import SecretKeeping
import StudioAPI
import StudioDomain

/// What messages say: the task as its query shows it, without an envelope.
///
/// - Source: section 6.2 of the wire contract.
public struct CallbackPayload: Sendable {
    private let links: AssetLinks
    private let now: @Sendable () -> Date

    public init(links: AssetLinks, now: @escaping @Sendable () -> Date = { Date() }) {
        self.links = links
        self.now = now
    }

    /// - Parameter job: in the state that the message is about.
    public func body(of job: Job) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return try encoder.encode(view(of: job))
    }

    private func view(of job: Job) -> TaskView {
        TaskView(
            taskID: job.id.description, status: Self.status(job.state), statusMessage: job.message,
            info: .init(externalTaskID: job.externalID), result: job.state == .succeeded ? result(of: job) : nil,
            deduction: job.state.isFinal ? (job.state == .succeeded ? job.price : .zero).description : nil,
            createdAt: Self.milliseconds(job.createdAt), updatedAt: Self.milliseconds(job.updatedAt))
    }

    private func result(of job: Job) -> TaskResult {
        let time = now()
        func link(_ output: Output) -> String { links.link(to: output.asset, of: job.product, at: time) }
        switch job.product {
        case .video:
            return .videos(
                job.outputs.map {
                    .init(
                        id: $0.asset.description, url: link($0),
                        duration: String(format: "%g", (($0.seconds ?? 0) * 1000).rounded() / 1000))
                })
        case .image:
            return .images(job.outputs.enumerated().map { .init(index: $0.offset, url: link($0.element)) })
        }
    }

    private static func status(_ state: Job.State) -> TaskView.Status {
        switch state {
        case .submitted: .submitted
        case .processing: .processing
        case .succeeded: .succeed
        case .failed, .cancelled: .failed
        }
    }

    private static func milliseconds(_ time: Date) -> Int64 { Int64((time.timeIntervalSince1970 * 1000).rounded()) }
}
