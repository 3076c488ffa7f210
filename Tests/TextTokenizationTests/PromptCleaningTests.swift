import TextTokenization
import Testing

@Suite("Prompt cleaning") struct PromptCleaningTests {
    struct Case: Decodable {
        let text: String
        let cleaned: String
    }

    @Test("prompts come out scalar by scalar as diffusers, ftfy and Python clean them")
    func golden() throws {
        for golden in try GoldenFile<Case>.cases(of: "cleaning") {
            let cleaned = cleanPrompt(golden.text)
            // `==` on strings would let differently composed ones pass.
            #expect(
                Array(cleaned.unicodeScalars) == Array(golden.cleaned.unicodeScalars), "\(golden.text.debugDescription)"
            )
        }
    }

    @Test(
        "what people paste is made plain",
        arguments: [
            ("“Hello,” she said — ‘quietly’", "\"Hello,\" she said — 'quietly'"),
            ("一只小狗，在奔跑！", "一只小狗,在奔跑!"),
            ("ＬＯＵＤ　ＮＯＩＳＥＳ", "LOUD NOISES"),
            ("  two \r\n lines\t", "two lines"),
            ("Tom &amp;amp; Jerry &lt;3", "Tom & Jerry <3"),
            ("ﬂuﬃeﬆ", "fluffiest"),
            ("cafÃ©", "café"),
            ("bell\u{7} \u{1B}[31mred\u{1B}[0m", "bell red"),
        ])
    func plain(prompt: String, cleaned: String) {
        #expect(cleanPrompt(prompt) == cleaned)
    }

    @Test("a prompt of a hundred thousand ampersands or accents is no trouble")
    func longPrompts() {
        #expect(cleanPrompt(String(repeating: "&", count: 100_000)).unicodeScalars.count == 100_000)
        #expect(cleanPrompt(String(repeating: "é", count: 100_000)).unicodeScalars.count == 100_000)
    }
}
