/// The document as a page to read: HTML that loads nothing but a style sheet from this server and runs nothing.
public struct DocumentPage: Sendable {
    /// Where the style sheet is served.
    public static let stylePath = "/docs/style.css"
    /// What a server may send with the page.
    public static let contentSecurityPolicy =
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    public let html: String

    public init(_ document: OpenAPIDocument) {
        let groups = OpenAPIDocument.tags.map { tag, words in
            (tag: tag, words: words, operations: document.operations.filter { $0.tag == tag })
        }
        let contents = groups.map { group in
            "<li><a href=\"#\(Self.anchor(group.tag))\">\(Self.escape(group.tag))</a></li>"
        }
        let sections = groups.map { group in
            """
            <section id="\(Self.anchor(group.tag))">
            <h2>\(Self.escape(group.tag))</h2>
            <p>\(Self.escape(group.words))</p>
            \(group.operations.map(OperationText.html).joined(separator: "\n"))
            </section>
            """
        }
        html = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(OpenAPIDocument.title): HTTP interface</title>
            <link rel="stylesheet" href="\(Self.stylePath)">
            </head>
            <body>
            <nav aria-label="Contents">
            <p class="name">\(OpenAPIDocument.title)</p>
            <ul>\(contents.joined())<li><a href="#answers">What things look like</a></li></ul>
            <p><a href="/openapi.json">openapi.json</a></p>
            </nav>
            <main>
            <h1>HTTP interface</h1>
            \(OpenAPIDocument.introduction.split(separator: "\n").map { "<p>\(Self.escape(String($0)))</p>" }.joined(separator: "\n"))
            \(Self.refusals)
            \(sections.joined(separator: "\n"))
            <section id="answers">
            <h2>What things look like</h2>
            \(AnswerSchemas.all.map(OperationText.html).joined(separator: "\n"))
            </section>
            </main>
            </body>
            </html>

            """
    }

    private static var refusals: String {
        let rows = RefusalText.all.map { "<tr><td>\($0.status)</td><td>\(escape($0.words))</td></tr>" }
        return """
            <h2>Refusals</h2>
            <table class="refusals"><thead><tr><th scope="col">Status</th><th scope="col">Codes and what they mean</th></tr></thead>
            <tbody>\(rows.joined())</tbody></table>
            """
    }

    static func anchor(_ text: String) -> String {
        String(text.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" })
    }

    /// Text that is safe within elements and quoted attributes.
    static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
