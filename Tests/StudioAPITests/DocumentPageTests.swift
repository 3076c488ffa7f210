import Foundation
import StudioAPI
import Testing

@Suite("The page of the document") struct DocumentPageTests {
    private let document = OpenAPIDocument(version: "1.0")

    @Test("it needs nothing from elsewhere and runs nothing")
    func strict() {
        let html = DocumentPage(document).html
        for forbidden in [
            "<script", "<style", " style=", " onclick", " onload", "javascript:", "<img", "<iframe", "src=",
        ] {
            #expect(!html.contains(forbidden), "\(forbidden)")
        }
        let links = html.matches(of: /href="([^"]*)"/).map { String($0.1) }
        #expect(links.allSatisfy { $0.hasPrefix("#") || $0 == DocumentPage.stylePath || $0 == "/openapi.json" })
        #expect(!DocumentPage.style.contains("url(") && !DocumentPage.style.contains("@import"))
        #expect(!DocumentPage.contentSecurityPolicy.contains("unsafe"))
    }

    @Test("it has every operation, and its links lead somewhere")
    func complete() {
        let html = DocumentPage(document).html
        for operation in document.operations {
            #expect(html.contains("<code>\(operation.path)</code>"), "\(operation.path)")
        }
        let anchors = Set(html.matches(of: /\sid="([^"]*)"/).map { String($0.1) })
        for link in html.matches(of: /href="#([^"]*)"/) { #expect(anchors.contains(String(link.1)), "\(link.1)") }
    }

    @Test("it tells choices, once each, and limits")
    func choices() throws {
        let html = DocumentPage(document).html
        let rows = html.matches(of: /<tr><td><code>([^<]*)<.code><.td><td>(.*?)<.td>/).map { ($0.1, $0.2) }
        #expect(rows.contains { $0 == "mode" && $1 == "<code>std</code>, <code>pro</code>, <code>4k</code>" })
        #expect(rows.contains { $0 == "duration" && $1 == "<code>5</code>, <code>10</code>" })
        #expect(rows.contains { $0 == "n" && $1 == "integer, 1 to 9" })
        #expect(rows.contains { $0 == "effect_scene" && $1.contains("one of \(EffectScene.all.count)") })
        #expect(rows.allSatisfy { !$1.isEmpty })
    }

    @Test("text is escaped")
    func escaped() {
        let html = DocumentPage(document).html
        #expect(html.contains("&lt;&lt;&lt;image_1&gt;&gt;&gt;") && !html.contains("<<<"))
    }

    @Test("every element that begins ends")
    func balanced() {
        let html = DocumentPage(document).html
        for name in [
            "section", "article", "table", "tbody", "tr", "td", "p", "code", "pre", "a", "details", "ul", "li",
        ] {
            func count(_ text: String) -> Int { html.components(separatedBy: text).count - 1 }
            #expect(count("<\(name)>") + count("<\(name) ") == count("</\(name)>"), "\(name)")
        }
    }
}
