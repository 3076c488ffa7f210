import Foundation
import Hummingbird
import StudioAPI
import StudioDomain

/// Clips in the shape of OpenAI's API.
///
///     POST   /v1/videos                creates, from JSON or a form with a first frame
///     GET    /v1/videos                a page
///     GET    /v1/videos/{id}
///     GET    /v1/videos/{id}/content   the clip
///     POST   /v1/videos/{id}/cancel    an extension: ends it, and gives its price back
///     DELETE /v1/videos/{id}           ends it if need be, and forgets it
///
/// - Source: `resources/videos` of OpenAI's Python client 3.57.
struct OpenAIVideos: RouteGroup {
    let parts: ServerParts
    let access = RouteAccess.closed(.keysAndTokens)
    let refusals = RefusalShape.openAI
    /// What its jobs are listed under.
    static let surface = "videos"

    func add(to router: some RouterMethods<StudioRequestContext>) {
        let reader = RequestReader(parts)
        router.post("v1/videos") { [parts] request, context in
            var desk = OrderDesk(parts: parts, caller: try context.knownCaller())
            try desk.refuseSuspended()
            let job = try await desk.take(reader.openAIVideo(of: request), surface: Self.surface)
            return try Answers.json(parts.openAIView(of: job))
        }
        router.get("v1/videos") { [parts] request, context in
            let query = request.uri.queryParameters
            let page = try OpenAIListQuery(
                after: query["after"].map(String.init), limit: query["limit"].map(String.init),
                order: query["order"].map(String.init))
            return try Answers.json(await parts.openAIList(page, of: context.knownCaller().account))
        }
        router.get("v1/videos/:id") { [parts] _, context in
            try Answers.json(parts.openAIView(of: await parts.ownClip(context)))
        }
        router.post("v1/videos/:id/cancel") { [parts] _, context in
            _ = try await parts.studio.cancel(parts.ownClip(context).id)
            return try Answers.json(parts.openAIView(of: await parts.ownClip(context)))
        }
        router.delete("v1/videos/:id") { [parts] _, context in
            let job = try await parts.ownClip(context)
            // Bytes that cannot be removed now belong to nothing and are swept later.
            for asset in try await parts.studio.forget(job.id, of: job.account) ?? [] {
                try? await parts.assets.remove(asset)
            }
            return try Answers.json(OpenAIDeletedView(id: job.id.description))
        }
    }
}

extension RequestReader {
    fileprivate func openAIVideo(of request: Request) async throws -> OpenAIVideoBody {
        let type = request.headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("multipart/form-data") else {
            return try await json(OpenAIVideoBody.self, of: request)
        }
        return try OpenAIVideoBody(MultipartForm(await body(of: request), contentType: type))
    }
}

extension ServerParts {
    /// The clip of the caller that the path names, whichever surface ordered it.
    /// - Throws: `APIError` where there is none.
    func ownClip(_ context: StudioRequestContext) async throws -> Job {
        guard let job = try await studio.job(context.identifier(), of: context.knownCaller().account),
            job.product == .video
        else { throw APIError.notFound("The video") }
        return job
    }

    /// The most jobs that a list from its old end is read through for.
    private static let mostOfAscendingList = 10_000

    fileprivate func openAIList(_ page: OpenAIListQuery, of account: AccountID) async throws -> OpenAIListView {
        var query = JobQuery(account: account, surface: OpenAIVideos.surface)
        var jobs: [Job]
        switch page.order {
        case .descending:
            query.before = page.after.flatMap { JobID($0) }
            jobs = try await studio.jobs(query, limit: page.limit + 1)
        case .ascending:
            jobs = try await studio.jobs(query, limit: Self.mostOfAscendingList).reversed()
            if let after = page.after.flatMap({ JobID($0) }) { jobs.removeAll { $0.id <= after } }
        }
        return OpenAIListView(
            jobs.prefix(page.limit).map { openAIView(of: $0) }, hasMore: jobs.count > page.limit)
    }
}
