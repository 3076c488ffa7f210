import Foundation
import Hummingbird
import StudioAPI
import StudioDomain

/// Tasks of the legacy surface: each family is created, queried and listed below one path.
///
///     POST   /v1/videos/text2video               creates
///     GET    /v1/videos/text2video/{id}          by its identifier or by its client's own
///     GET    /v1/videos/text2video               a page, newest first
///     POST   /v1/videos/text2video/{id}/cancel   an extension: ends it, and gives its price back
struct LegacyTasks: RouteGroup {
    let parts: ServerParts
    let access = RouteAccess.closed(.keysAndTokens)
    /// Below which all of it lies, for clients of a proxy; empty for none.
    let prefix: String

    func add(to router: some RouterMethods<StudioRequestContext>) {
        let root = router.group(RouterPath("\(prefix)/v1"))
        add(TextToVideoBody.self, at: "videos/text2video", to: root)
        add(ImageToVideoBody.self, at: "videos/image2video", to: root)
        add(MultiImageToVideoBody.self, at: "videos/multi-image2video", to: root)
        add(OmniVideoBody.self, at: "videos/omni-video", to: root)
        add(VideoExtendBody.self, at: "videos/video-extend", to: root)
        add(EffectBody.self, at: "videos/effects", to: root)
        add(MultiElementsBody.self, at: "videos/multi-elements", to: root)
        add(ImageGenerationBody.self, at: "images/generations", to: root)
        add(OmniImageBody.self, at: "images/omni-image", to: root)
        add(MultiImageToImageBody.self, at: "images/multi-image2image", to: root)
        add(ExpandBody.self, at: "images/editing/expand", to: root)
    }

    private func add<Body: LegacyBody>(
        _ body: Body.Type, at path: String, to router: some RouterMethods<StudioRequestContext>
    ) {
        let reader = RequestReader(parts)
        router.post(RouterPath(path)) { [parts] request, context in
            let caller = try context.knownCaller()
            var desk = OrderDesk(parts: parts, caller: caller)
            try desk.refuseSuspended()
            let job = try await desk.take(reader.json(Body.self, of: request), surface: path)
            return try Answers.success(await parts.taskView(of: job), context)
        }
        addQueries(at: path, to: router)
    }

    private func addQueries(at path: String, to router: some RouterMethods<StudioRequestContext>) {
        router.get(RouterPath("\(path)/:id")) { [parts] _, context in
            let job = try await parts.ownJob(context, surface: path)
            return try Answers.success(await parts.taskView(of: job), context)
        }
        router.post(RouterPath("\(path)/:id/cancel")) { [parts] _, context in
            let job = try await parts.ownJob(context, surface: path)
            _ = try await parts.studio.cancel(job.id)
            return try Answers.success(await parts.taskView(of: parts.ownJob(context, surface: path)), context)
        }
        router.get(RouterPath(path)) { [parts] request, context in
            let page = try PageQuery(request)
            let jobs = try await parts.studio.jobs(
                JobQuery(account: try context.knownCaller().account, surface: path), skipping: page.skipping,
                limit: page.size)
            var views: [TaskView] = []
            for job in jobs { views.append(try await parts.taskView(of: job)) }
            return try Answers.success(views, context)
        }
    }
}

extension ServerParts {
    /// The job of the caller that the path names, by its identifier or by its client's own.
    /// - Throws: `APIError` where there is none.
    func ownJob(_ context: StudioRequestContext, surface: String? = nil) async throws -> Job {
        let name = try context.identifier()
        guard let job = try await studio.job(name, of: try context.knownCaller().account, surface: surface) else {
            throw APIError.taskNotFound(String(name.prefix(FieldLimits.externalID)))
        }
        return job
    }
}

extension StudioRequestContext {
    /// The part of the path that is an identifier.
    func identifier() throws -> String {
        let text = try parameters.require("id")
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        return text.removingPercentEncoding ?? text
    }
}

extension PageQuery {
    /// - Throws: `APIError` for a page that there cannot be.
    init(_ request: Request) throws(APIError) {
        let query = request.uri.queryParameters
        try self.init(pageNum: query["pageNum"].map(String.init), pageSize: query["pageSize"].map(String.init))
    }
}
