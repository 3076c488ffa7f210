import HTTPTypes
import Hummingbird
import StudioAPI
import StudioServer
import Synchronization

extension HTTPField.Name {
    static let referrerPolicy = Self("referrer-policy")!
    static let openerPolicy = Self("cross-origin-opener-policy")!
    static let permissionsPolicy = Self("permissions-policy")!
}

/// The studio in the browser.
///
///     GET /                            the page, asked for anew each time and sent when it changed
///     GET /studio/{version}/{path}     its files, kept by browsers for ever
public struct StudioPages: RouteGroup {
    private let site = Site()

    public init() {}

    public var access: RouteAccess { .open }
    public var uncountedPrefix: String? { "/studio/" }

    public func add(to router: some RouterMethods<StudioRequestContext>) {
        // HEAD too: whatever watches a site asks for that.
        for method in [HTTPRequest.Method.get, .head] {
            router.on("/", method: method) { [site] request, _ in
                Self.answer(request, site.made.page, cache: "no-cache")
            }
        }
        router.get("studio/:version/**") { [site] request, context in
            let path = context.parameters.getCatchAll().joined(separator: "/")
            guard context.parameters.get("version") == site.made.version, let file = site.made.files[path] else {
                throw APIError.notFound("The file")
            }
            return Self.answer(request, file, cache: "public, max-age=31536000, immutable")
        }
    }

    /// Nothing runs but the studio's own files, and nothing is asked of anybody else. Pictures that were dropped are `blob:`,
    /// previews of clips in the making are `data:`.
    static let contentSecurityPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
        "media-src 'self' blob:", "connect-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'self'",
        "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
    ].joined(separator: "; ")

    private static func answer(_ request: Request, _ entry: StudioSite.Entry, cache: String) -> Response {
        var headers: HTTPFields = [
            .eTag: entry.tag, .cacheControl: cache, .vary: "accept-encoding", .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: contentSecurityPolicy, .referrerPolicy: "no-referrer",
            .openerPolicy: "same-origin", .permissionsPolicy: "camera=(), microphone=(), geolocation=()",
        ]
        if let known = request.headers[.ifNoneMatch], known.contains(entry.tag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = entry.mediaType
        let isCompressed = takesGzip(request.headers[.acceptEncoding])
        if isCompressed { headers[.contentEncoding] = "gzip" }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(byteBuffer: isCompressed ? entry.gzip : entry.plain))
    }

    /// Whether a list such as "gzip, deflate;q=0.5" has gzip and does not refuse it.
    static func takesGzip(_ header: String?) -> Bool {
        (header ?? "").lowercased().split(separator: ",").contains { entry in
            let parts = entry.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            return parts.first == "gzip" && !parts.dropFirst().contains { ["q=0", "q=0.0"].contains($0) }
        }
    }

    /// Compressed when someone first asks: starting shall not wait for it.
    private final class Site: Sendable {
        private let kept = Mutex<StudioSite?>(nil)

        var made: StudioSite {
            kept.withLock { kept in
                if let kept { return kept }
                let site = StudioSite(WebFile.all)
                kept = site
                return site
            }
        }
    }
}
