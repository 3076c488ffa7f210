import Hummingbird
import NIOCore
import StudioAPI
import Synchronization

/// The document of all paths, for programs and as a page to read.
struct DocumentRoutes: RouteGroup {
    let access = RouteAccess.open
    private let written: Written

    /// - Parameter version: of the program.
    init(version: String, publicURL: String) {
        written = Written(version: version, publicURL: publicURL)
    }

    func add(to router: some RouterMethods<StudioRequestContext>) {
        router.get("openapi.json") { [written] _, _ in
            Self.answer(written.texts.json, "application/json; charset=utf-8")
        }
        router.get("docs") { [written] _, _ in Self.answer(written.texts.page, "text/html; charset=utf-8") }
        router.get(RouterPath(DocumentPage.stylePath)) { _, _ in
            Self.answer(ByteBuffer(string: DocumentPage.style), "text/css; charset=utf-8")
        }
    }

    private static func answer(_ bytes: ByteBuffer, _ mediaType: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: mediaType, .contentSecurityPolicy: DocumentPage.contentSecurityPolicy,
                .xContentTypeOptions: "nosniff", .cacheControl: "public, max-age=300",
            ], body: ResponseBody(byteBuffer: bytes))
    }

    /// Written when someone first asks: starting shall not wait for it.
    private final class Written: Sendable {
        struct Texts {
            let json: ByteBuffer
            let page: ByteBuffer
        }

        private let version: String
        private let publicURL: String
        private let kept = Mutex<Texts?>(nil)

        init(version: String, publicURL: String) {
            self.version = version
            self.publicURL = publicURL
        }

        var texts: Texts {
            kept.withLock { kept in
                if let kept { return kept }
                let document = OpenAPIDocument(version: version, publicURL: publicURL)
                let texts = Texts(
                    json: ByteBuffer(bytes: document.data), page: ByteBuffer(string: DocumentPage(document).html))
                kept = texts
                return texts
            }
        }
    }
}
