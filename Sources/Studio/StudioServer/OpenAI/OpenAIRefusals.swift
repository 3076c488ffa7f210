import Hummingbird
import StudioAPI

/// Turns errors into answers in OpenAI's shape, before `Transport` would into Kling's.
struct OpenAIRefusals: StudioMiddleware {
    func handle(
        _ request: Request, context: StudioRequestContext,
        next: (Request, StudioRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let refusal = APIError.answering(error, to: request, context)
            return try Answers.json(OpenAIError(refusal), status: .init(code: refusal.status))
        }
    }
}
