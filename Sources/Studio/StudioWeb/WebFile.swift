/// One file of the studio, as browsers get it.
struct WebFile: Sendable {
    /// Below `Web`, such as "app/main.js".
    let path: String
    let bytes: [UInt8]

    var mediaType: String {
        switch path.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        case "webmanifest": "application/manifest+json"
        default: "application/octet-stream"
        }
    }
}
