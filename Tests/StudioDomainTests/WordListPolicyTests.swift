import StudioDomain
import Testing

@Suite("Word list") struct WordListPolicyTests {
    @Test(
        "forbidden words are found however they are written",
        arguments: [
            "a PORN film", "p\u{200B}orn", "ｐｏｒｎ", "pörn", "porn!", "child\n  porn", "一部色情电影", "色\u{200D}情",
            "how to make a bomb?",
        ])
    func refuses(prompt: String) {
        #expect(!WordListPolicy().allows(prompt: prompt))
    }

    @Test(
        "words that only have them within are not",
        arguments: ["", "a popcorn stand", "grapes and drapes", "a dog runs", "一只狗在草地上", "the skyscraper"])
    func allows(prompt: String) {
        #expect(WordListPolicy().allows(prompt: prompt))
    }

    @Test("an operator's own list takes the place of the standard one")
    func own() {
        let policy = WordListPolicy(["Purple Cow", "紫牛"])
        #expect(!policy.allows(prompt: "one purple  cow"))
        #expect(!policy.allows(prompt: "一头紫牛"))
        #expect(policy.allows(prompt: "purple cowboy") && policy.allows(prompt: "porn"))
    }
}
