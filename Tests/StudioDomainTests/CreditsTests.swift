import StudioDomain
import Testing

@Suite("Credits") struct CreditsTests {
    @Test("are written as they are read", arguments: ["0", "35", "2.5", "0.05", "0.8", "100.01"])
    func text(text: String) throws { #expect(try #require(Credits(text)).description == text) }

    @Test(
        "nonsense is no amount", arguments: ["", "-1", "1.", ".5", "1.234", "1e3", "99999999999999999999", "1,5", "٣"])
    func nonsense(text: String) { #expect(Credits(text) == nil) }

    @Test("add up exactly")
    func exact() { #expect((0..<10).reduce(Credits.zero) { sum, _ in sum + Credits("0.1")! } == Credits(1)) }
}
