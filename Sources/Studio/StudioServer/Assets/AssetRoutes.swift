import Foundation
import Hummingbird
import StudioAPI
import StudioDomain

/// `GET` and `HEAD /assets/{id}.{extension}?expires=&tag=`: an asset's bytes for whoever has a link to it. With `download`, as a
/// file to keep.
struct AssetRoutes: RouteGroup {
    let parts: ServerParts

    var access: RouteAccess { .open }

    func add(to router: some RouterMethods<StudioRequestContext>) {
        router.get("assets/:name") { request, context in try await answer(request, context) }
        router.head("assets/:name") { request, context in try await answer(request, context).createHeadResponse() }
    }

    /// What is wrong with a link is said in one way, as whoever made it up need not know.
    private static let wrongLink = APIError(status: 403, code: 1103, message: "The link is not valid.")
    private static let endedLink = APIError(
        status: 403, code: 1103, message: "The link has ended; query the task again for a new one.")

    private func answer(_ request: Request, _ context: StudioRequestContext) async throws -> Response {
        // The extension is for people and programs that go by it; the asset knows its type.
        let name = try context.parameters.require("name").split(separator: ".", omittingEmptySubsequences: false)
        let query = request.uri.queryParameters
        guard name.count == 2, let id = AssetID(name[0]), (1...5).contains(name[1].utf8.count),
            let expires = query["expires"], let tag = query["tag"],
            let end = parts.links.end(ofLinkTo: id, expires: String(expires), tag: String(tag))
        else { throw Self.wrongLink }
        let time = parts.studio.now()
        guard time < end else { throw Self.endedLink }
        guard let asset = try await parts.studio.asset(id) else { throw APIError.notFound("The file") }
        let answer = AssetAnswer(
            asset: asset, store: parts.assets, freshSeconds: Int(end.timeIntervalSince(time)),
            isDownload: query["download"] != nil)
        return try await answer.answer(request, context)
    }
}
