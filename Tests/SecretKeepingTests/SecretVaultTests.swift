import Foundation
import SecretKeeping
import StudioDomain
import Testing

@Suite("Secret vault") struct SecretVaultTests {
    private let vault = SecretVault(key: Data(repeating: 7, count: 32))
    private let account = AccountID(number: 1)

    @Test("opens what it sealed, twice sealed never alike") func seals() throws {
        let sealed = try (0..<2).map { _ in try vault.seal("a secret", for: "test") }
        #expect(sealed[0] != sealed[1])
        #expect(try sealed.map { try vault.open($0, for: "test") } == ["a secret", "a secret"])
    }

    @Test("opens nothing of another key or purpose, and nothing that was changed") func refuses() throws {
        let sealed = try vault.seal("a secret", for: "test")
        #expect(throws: SecretError.wrongKey) { try vault.open(sealed, for: "another") }
        let other = SecretVault(key: Data(repeating: 8, count: 32))
        #expect(throws: SecretError.wrongKey) { try other.open(sealed, for: "test") }
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: SecretError.wrongKey) { try vault.open(changed, for: "test") }
        }
        #expect(throws: SecretError.wrongKey) { try vault.open(Data(), for: "test") }
    }

    @Test("knows its own tags, of that text and purpose alone") func tags() {
        let tag = vault.tag(of: "asset 1", purpose: "url")
        #expect(tag.count == 43)
        #expect(vault.isTag(tag, of: "asset 1", purpose: "url"))
        #expect(!vault.isTag(tag, of: "asset 2", purpose: "url"))
        #expect(!vault.isTag(tag, of: "lasset 1", purpose: "ur"))
        #expect(!vault.isTag(tag + "=", of: "asset 1", purpose: "url"))
        #expect(!vault.isTag("", of: "asset 1", purpose: "url"))
    }

    @Test("keeps its key in a file for its owner alone, and finds it again") func keyFile() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "secret.key")
        let sealed = try SecretVault(keyFile: file).seal("a secret", for: "test")
        #expect(try SecretVault(keyFile: file).open(sealed, for: "test") == "a secret")
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["secret.key"])
        try Data("short".utf8).write(to: file)
        #expect(throws: SecretError.self) { try SecretVault(keyFile: file) }
    }

    @Test("an API key is known by its hash") func apiKeys() {
        let (text, key) = NewCredentials.apiKey(named: "test", for: account, at: Date())
        #expect(key.hash == NewCredentials.hash(ofAPIKey: text))
        #expect(text.hasPrefix(key.hint) && text.count == 46 && !text.contains("."))
        #expect(
            NewCredentials.hash(ofAPIKey: "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("secrets of pairs and webhooks are sealed for their owner") func sealedCredentials() throws {
        let (secretKey, pair) = try NewCredentials.accessKeyPair(
            named: "test", for: account, sealedBy: vault, at: Date())
        #expect(try vault.secretKey(of: pair) == secretKey)
        let (text, secret) = try NewCredentials.webhookSecret(for: account, sealedBy: vault, at: Date())
        #expect(try vault.text(of: secret) == text && text.hasPrefix("whsec_"))
        let stolen = WebhookSecret(
            account: AccountID(number: 2), sealedSecret: secret.sealedSecret, createdAt: secret.createdAt)
        #expect(throws: SecretError.wrongKey) { try vault.text(of: stolen) }
    }
}
