import Crypto
import CryptoExtras
import Dispatch
import Foundation

/// A password as it is kept: hashed with a salt, slowly and with much memory, so that guessing is dear.
///
///     $scrypt$ln=15,r=8,p=3$SALT$HASH      in base64url; 2^15 rounds, 32 MiB, about a quarter of a second
///
/// - Source: scrypt, RFC 7914; the cost is one of those that OWASP's Password Storage Cheat Sheet recommends.
public enum PasswordHash {
    private static let roundsLog = 15

    /// Two are computed at once, the others wait: each holds 32 MiB.
    private static let queues = (0..<2).map { DispatchQueue(label: "kinora.passwords.\($0)") }

    /// A new hash, with a salt of its own.
    public static func make(of password: String) async -> String {
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
        let hash = await derive(password, salt: salt, roundsLog: roundsLog)
        return "$scrypt$ln=\(roundsLog),r=8,p=3$\(Base64URL.encode(salt))$\(Base64URL.encode(hash))"
    }

    /// Whether a hash is of a password, compared in constant time. For no hash at all it takes as long and is false, so that
    /// nobody learns which names there are.
    public static func isRight(_ password: String, for hash: String?) async -> Bool {
        guard let parts = hash.flatMap(Parts.init) else {
            _ = await derive(password, salt: Data(repeating: 0, count: 16), roundsLog: roundsLog)
            return false
        }
        let derived = await derive(password, salt: parts.salt, roundsLog: parts.roundsLog)
        return SymmetricKey(data: derived) == SymmetricKey(data: parts.hash)
    }

    private struct Parts {
        let roundsLog: Int
        let salt: Data
        let hash: Data

        init?(_ text: String) {
            let fields = text.split(separator: "$").map(String.init)
            guard fields.count == 4, fields[0] == "scrypt", let salt = Base64URL.decode(fields[2]),
                let hash = Base64URL.decode(fields[3]), fields[1].hasPrefix("ln="), fields[1].hasSuffix(",r=8,p=3"),
                let roundsLog = Int(fields[1].dropFirst(3).dropLast(8)), (10...20).contains(roundsLog)
            else { return nil }
            (self.roundsLog, self.salt, self.hash) = (roundsLog, salt, hash)
        }
    }

    /// Composed, since keyboards differ in how they type an accent.
    private static func derive(_ password: String, salt: Data, roundsLog: Int) async -> Data {
        let bytes = Data(password.precomposedStringWithCanonicalMapping.utf8)
        return await withCheckedContinuation { continuation in
            queues.randomElement()!.async {
                // Fails for impossible costs alone, and those above are possible.
                let key = try! KDF.Scrypt.deriveKey(
                    from: bytes, salt: salt, outputByteCount: 32, rounds: 1 << roundsLog, blockSize: 8, parallelism: 3)
                continuation.resume(returning: key.withUnsafeBytes { Data($0) })
            }
        }
    }
}
