import Hummingbird
import StudioAPI
import StudioDomain

extension APIError {
    /// The refusal that an error becomes. What nobody foresaw is logged and told as an internal error, without details.
    static func answering(_ error: any Error, to request: Request, _ context: StudioRequestContext) -> APIError {
        switch error {
        case let error as APIError: error
        case let error as SubmissionError: .answering(error)
        case let error as SelectionRefusal where error == .changing || error == .tooManySessions:
            APIError(status: 429, code: 1302, message: error.description)
        case let error as SelectionRefusal: .parameter(error.description)
        // What is wrong with a clip that was looked at.
        case let error as RenderFailure: .parameter(error.reason)
        case DuplicateError.externalID: .parameter("External_task_id already exists")
        case is DecodingError: .unreadableBody
        case let error as HTTPError where error.status == .notFound: .notFound("The path")
        case let error as HTTPError where (400...499).contains(error.status.code):
            APIError(status: error.status.code, code: 1200, message: error.body ?? error.status.reasonPhrase)
        default: unforeseen(error, to: request, context)
        }
    }

    private static func answering(_ error: SubmissionError) -> APIError {
        switch error {
        case .unknownAccount: .authorizationInvalid("The account does not exist.")
        case .suspended: .suspended
        case .notEnoughCredits: .notEnoughCredits
        case .tooManyAtOnce: .tooManyTasks
        case .externalIDTaken(let id): .externalIDTaken(id)
        }
    }

    private static func unforeseen(
        _ error: any Error, to request: Request, _ context: StudioRequestContext
    ) -> APIError {
        context.logger.error(
            "request failed",
            metadata: [
                "request_id": "\(context.requestID)", "method": "\(request.method)",
                "route": "\(context.endpointPath ?? "")", "error": "\(type(of: error)): \(error)",
            ])
        return .internalFailure
    }
}
