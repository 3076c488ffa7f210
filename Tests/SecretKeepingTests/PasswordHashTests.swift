import SecretKeeping
import Testing

@Suite("Hashes of passwords") struct PasswordHashTests {
    @Test("are of their password alone, and differ each time")
    func rightAndWrong() async {
        let hash = await PasswordHash.make(of: "correct horse")
        #expect(hash.hasPrefix("$scrypt$ln=15,r=8,p=3$") && !hash.contains("horse"))
        #expect(await PasswordHash.make(of: "correct horse") != hash)
        #expect(await PasswordHash.isRight("correct horse", for: hash))
        #expect(await !PasswordHash.isRight("correct Horse", for: hash))
        #expect(await !PasswordHash.isRight("correct horse", for: nil))
        #expect(await !PasswordHash.isRight("", for: hash))
    }

    /// RFC 7914, section 12, has these parameters with parallelism 16 and 1 alone, so this value is of Python's `hashlib.scrypt`.
    @Test("are scrypt's, as others compute it")
    func vector() async {
        let hash = "$scrypt$ln=10,r=8,p=3$c2FsdHNhbHRzYWx0c2FsdA$pbR-hM-TZWdZHGNNTVmt5961Q54AiEuZK5v9Hiqe3sQ"
        #expect(await PasswordHash.isRight("correct horse", for: hash))
    }

    @Test("do not depend on how an accent is typed")
    func accents() async {
        let hash = await PasswordHash.make(of: "caf\u{e9} au lait")
        #expect(await PasswordHash.isRight("cafe\u{301} au lait", for: hash))
    }

    @Test(
        "of another form fit nothing",
        arguments: ["", "$scrypt$ln=15,r=8,p=3$$", "$scrypt$ln=40,r=8,p=3$YQ$YQ", "plain"])
    func malformed(_ hash: String) async { #expect(await !PasswordHash.isRight("", for: hash)) }
}
