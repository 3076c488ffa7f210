import Foundation
import Testing
import VideoPipelines

@Suite("Style catalogue") struct StyleCatalogTests {
    private let styles = StyleCatalog.styles

    @Test("there are at least 60 styles, and no two share a key, a name or words") func unique() {
        #expect(styles.count >= 60)
        #expect(Set(styles.map(\.key)).count == styles.count)
        #expect(Set(styles.map { $0.name.lowercased() }).count == styles.count)
        #expect(Set(styles.map(\.nameZh)).count == styles.count)
        #expect(Set(styles.map(\.prompt)).count == styles.count)
    }

    @Test("every field of every style is sane", arguments: StyleCatalog.styles) func fields(style: Style) {
        #expect(style.key.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil)
        #expect(style.name.first?.isUppercase == true || style.name.first?.isNumber == true)
        #expect(style.name.unicodeScalars.allSatisfy(\.isASCII) && style.name.count <= 40)
        #expect(style.nameZh.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
        #expect(style.nameZh.count <= 12)
        #expect(style.prompt.isEmpty == (style.key == "plain"))
        for words in [style.prompt, style.negativePrompt] {
            #expect(words.count <= 160 && words.unicodeScalars.allSatisfy { $0.isASCII && $0.value >= 32 })
            #expect(
                words == words.trimmingCharacters(in: .whitespaces) && !words.hasSuffix(",") && !words.hasSuffix("."))
        }
        #expect(!style.negativePrompt.isEmpty)
        #expect((0.2...0.9).contains(style.strength))
    }

    @Test("the looks of the training world are among them, in the words of its captions") func trainingWorld() throws {
        let source = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Training/toybox/world/looks.py")
        let text = try String(contentsOf: source.standardizedFileURL, encoding: .utf8)
        // "pencil": (("a pencil drawing",), ("pencil sketch", "drawn in pencil"), ("铅笔素描", "铅笔画风格")),
        let looks = text.matches(of: /\n    "([a-z0-9]+)": \((\(.*\)), (\(.*\)), (\(.*\))\),/)
        #expect(looks.count == 17)
        for look in looks {
            let style = try #require(StyleCatalog.style(named: String(look.1)))
            #expect(style.prompt.isEmpty ? look.3 == "()" : look.3.contains("\"\(style.prompt)\""), "\(style.key)")
        }
    }

    @Test(
        "a style is found by its key or its name in either language",
        arguments: ["ukiyo-e", "Ukiyo-e Woodblock", "浮世绘"])
    func lookup(name: String) { #expect(StyleCatalog.style(named: name)?.key == "ukiyo-e") }

    @Test("a style that there is not is nil") func noSuchStyle() {
        #expect(StyleCatalog.style(named: "") == nil && StyleCatalog.style(named: "ukiyo") == nil)
    }

    @Test("a style's words come behind the prompt's") func words() throws {
        let style = try #require(StyleCatalog.style(named: "pencil"))
        #expect(style.applied(to: "a red balloon") == "a red balloon, pencil sketch")
        #expect(style.applied(to: "") == "pencil sketch")
        #expect(style.applied(toNegative: "blurry") == "blurry, colour, photograph")
        #expect(try #require(StyleCatalog.style(named: "plain")).applied(to: "a red balloon") == "a red balloon")
    }
}
