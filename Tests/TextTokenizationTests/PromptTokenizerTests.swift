import Foundation
import TextTokenization
import Testing

@Suite("PromptTokenizer") struct PromptTokenizerTests {
    struct Case: Decodable {
        let text: String
        let ids: [Int]
    }

    @Test("prompts become the ids that SentencePiece gives in Python, cut at 512 with the end token last")
    func golden() throws {
        let tokenizer = try PromptTokenizer(contentsOf: goldenFile("spiece.model"))
        for golden in try GoldenFile<Case>.cases(of: "tokens") {
            #expect(try tokenizer.encode(golden.text) == golden.ids, "\(golden.text.debugDescription)")
        }
    }

    @Test("every id is below the size of the vocabulary, and a zero inside a prompt ends nothing")
    func range() throws {
        let tokenizer = try PromptTokenizer(contentsOf: goldenFile("spiece.model"))
        let ids = try tokenizer.encode("a dog\u{0} and a cat 🚀")
        #expect(ids.allSatisfy { (0..<tokenizer.vocabularySize).contains($0) })
        #expect(ids.last == tokenizer.endToken)
        #expect(ids.count > (try tokenizer.encode("a dog")).count)
    }

    @Test("a shorter limit keeps the beginning and the end token")
    func limit() throws {
        let tokenizer = try PromptTokenizer(contentsOf: goldenFile("spiece.model"))
        let ids = try tokenizer.encode("a red dog runs over the meadow")
        #expect(
            try tokenizer.encode("a red dog runs over the meadow", limit: 3) == ids.prefix(2) + [tokenizer.endToken])
        #expect(try tokenizer.encode("a red dog", limit: 1) == [tokenizer.endToken])
    }

    @Test("a missing file, a model without an end token and a folder are different errors")
    func faults() {
        #expect(throws: TokenizationError.missingFile(path: "/nowhere/spiece.model")) {
            try PromptTokenizer(contentsOf: URL(fileURLWithPath: "/nowhere/spiece.model"))
        }
        let endless = goldenFile("no-end-token.model")
        #expect(throws: TokenizationError.noEndToken(path: endless.path)) { try PromptTokenizer(contentsOf: endless) }
        #expect(throws: TokenizationError.missingFile(path: "/")) {
            try PromptTokenizer(contentsOf: URL(fileURLWithPath: "/"))
        }
    }

    @Test("no broken model gets past the door, wherever it is broken")
    func hostile() throws {
        let model = try Data(contentsOf: goldenFile("spiece.model"))
        var broken = [Data(), Data("not a model".utf8), Data(repeating: 0xFF, count: 1000)]
        broken += stride(from: 1, to: model.count, by: 9973).map { model.prefix($0) }
        // A normalization table is found by the name of its rule, 2 bytes of tag and length before its size.
        let name = model.range(of: Data("nmt_nfkc".utf8))!
        let trie = name.upperBound + 4 + 4
        for unit in [0, 1, 100] {
            var damaged = model
            damaged.replaceSubrange((trie + 4 * unit)..<(trie + 4 * unit + 4), with: [0x41, 0xFF, 0xFF, 0x7F])
            broken.append(damaged)
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).model")
        defer { try? FileManager.default.removeItem(at: file) }
        for data in broken {
            try data.write(to: file)
            #expect(throws: TokenizationError.notASentencePieceModel(path: file.path), "\(data.count) bytes") {
                try PromptTokenizer(contentsOf: file)
            }
        }
    }

    @Test("a model with bytes changed at random is refused or usable, never fatal")
    func mutated() throws {
        let model = try Data(contentsOf: goldenFile("spiece.model"))
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).model")
        defer { try? FileManager.default.removeItem(at: file) }
        var state: UInt64 = 1
        func random(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        for _ in 0..<300 {
            var changed = model
            for _ in 0...random(below: 3) { changed[random(below: changed.count)] = UInt8(random(below: 256)) }
            try changed.write(to: file)
            let tokenizer = try? PromptTokenizer(contentsOf: file)
            _ = try? tokenizer?.encode("a red dog，ﬁ café 😀 ｶﾞ ™½ \u{0}")
        }
    }
}
