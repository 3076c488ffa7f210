import Foundation
import StudioAPI
import StudioDomain

extension ServerParts {
    /// The body of a callback about a job: the job as its own surface shows it, without an envelope.
    /// - Parameter job: in the state that the callback is about.
    public func callbackBody(of job: Job) async throws -> Data {
        let isStandard = StandardModel.Family.allCases.contains { job.surface.hasPrefix("\($0.rawValue)/") }
        let payload: CallbackView =
            isStandard ? .standard(standardView(of: job)) : .legacy(try await taskView(of: job))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return try encoder.encode(payload)
    }
}
