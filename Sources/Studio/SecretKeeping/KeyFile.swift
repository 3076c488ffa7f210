import Crypto
import Foundation

/// 32 random bytes in a file, as 64 hexadecimal digits.
enum KeyFile {
    /// Nothing where there is no such file.
    static func read(_ file: URL) throws -> Data? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            throw SecretError.unusableKeyFile(name: file.lastPathComponent, problem: "it cannot be read")
        }
        let digits = Array(text.trimmingCharacters(in: .whitespacesAndNewlines).utf8)
        guard digits.count == 64, let bytes = bytes(ofHexadecimal: digits) else {
            throw SecretError.unusableKeyFile(
                name: file.lastPathComponent, problem: "it does not hold 64 hexadecimal digits")
        }
        return bytes
    }

    /// Makes one; of several processes that try at once, all get the key of the first.
    static func make(_ file: URL) throws -> Data {
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        let text = Data((key.map { String(format: "%02x", $0) }.joined() + "\n").utf8)
        let draft = file.deletingLastPathComponent().appending(path: ".\(file.lastPathComponent).\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: draft) }
        guard
            FileManager.default.createFile(
                atPath: draft.path, contents: text, attributes: [.posixPermissions: 0o600])
        else {
            throw SecretError.unusableKeyFile(name: file.lastPathComponent, problem: "it cannot be written")
        }
        // A link is made whole or, where another process was first, not at all.
        if link(draft.path, file.path) == 0 { return key }
        guard let other = try read(file) else {
            throw SecretError.unusableKeyFile(name: file.lastPathComponent, problem: "it cannot be written")
        }
        return other
    }

    private static func bytes(ofHexadecimal digits: [UInt8]) -> Data? {
        var bytes = Data()
        for pair in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[pair..<pair + 2], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return bytes
    }
}
