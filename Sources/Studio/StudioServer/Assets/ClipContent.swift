import Hummingbird
import StudioAPI
import StudioDomain

/// `GET` and `HEAD /v1/videos/{id}/content`: a clip's bytes, for its owner.
///
/// - Source: `resources/videos` of OpenAI's Python client 3.57.
struct ClipContent: RouteGroup {
    let parts: ServerParts
    let access = RouteAccess.closed(.keysAndTokens)
    let refusals = RefusalShape.openAI

    func add(to router: some RouterMethods<StudioRequestContext>) {
        router.get("v1/videos/:id/content") { request, context in try await answer(request, context) }
        router.head("v1/videos/:id/content") { request, context in
            try await answer(request, context).createHeadResponse()
        }
    }

    private func answer(_ request: Request, _ context: StudioRequestContext) async throws -> Response {
        let variant = request.uri.queryParameters["variant"] ?? ""
        guard variant.isEmpty || variant == OpenAIVideoView.onlyVariant else {
            throw APIError.parameter(
                "variant value '\(variant.prefix(64))' is invalid: it may be \(OpenAIVideoView.onlyVariant)")
        }
        let job = try await parts.ownClip(context)
        guard let output = job.outputs.first, let asset = try await parts.studio.asset(output.asset) else {
            throw APIError.notFound("The video's content")
        }
        let fresh = asset.createdAt.addingTimeInterval(Asset.lifetime).timeIntervalSince(parts.studio.now())
        return try await AssetAnswer(
            asset: asset, store: parts.assets, freshSeconds: Int(fresh), isDownload: false
        ).answer(request, context)
    }
}
