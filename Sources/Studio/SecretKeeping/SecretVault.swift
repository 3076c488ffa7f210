import Crypto
import Foundation

/// Seals secrets that the service must be able to read again, and signs what it hands out, with one key that is kept in a file
/// beside the data and never in it.
///
/// - Source: AES-256-GCM, and HMAC-SHA256 (RFC 2104); keys for each use are derived by HKDF (RFC 5869).
public struct SecretVault: Sendable {
    private let sealing: SymmetricKey
    private let tagging: SymmetricKey

    /// - Parameter key: 32 random bytes.
    public init(key: Data) {
        precondition(key.count == 32)
        let root = SymmetricKey(data: key)
        func derive(_ use: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(inputKeyMaterial: root, info: Data("kinora \(use)".utf8), outputByteCount: 32)
        }
        sealing = derive("seal")
        tagging = derive("tag")
    }

    /// The vault of a key file, which is made, readable by its owner alone, where there is none.
    /// - Throws: `SecretError.unusableKeyFile`.
    public init(keyFile: URL) throws {
        if let key = try KeyFile.read(keyFile) {
            self.init(key: key)
        } else {
            self.init(key: try KeyFile.make(keyFile))
        }
    }

    /// - Parameter purpose: what it is for, such as "secret of AK123"; opening it for another purpose fails, so that no sealed
    ///   value can take another one's place.
    public func seal(_ secret: String, for purpose: String) throws -> Data {
        let box = try AES.GCM.seal(Data(secret.utf8), using: sealing, authenticating: Data(purpose.utf8))
        // Present whenever the nonce has its usual twelve bytes, as it does here.
        return box.combined!
    }

    /// - Throws: `SecretError.wrongKey` for what was sealed with another key or for another purpose.
    public func open(_ sealed: Data, for purpose: String) throws -> String {
        do {
            let data = try AES.GCM.open(
                AES.GCM.SealedBox(combined: sealed), using: sealing, authenticating: Data(purpose.utf8))
            return String(decoding: data, as: UTF8.self)
        } catch {
            throw SecretError.wrongKey
        }
    }

    /// A tag that only this vault can make: 32 bytes in base64url, 43 characters.
    public func tag(of text: String, purpose: String) -> String {
        Base64URL.encode(Data(code(of: text, purpose: purpose)))
    }

    /// Whether a tag is this vault's, compared in constant time.
    public func isTag(_ tag: String, of text: String, purpose: String) -> Bool {
        guard let bytes = Base64URL.decode(tag) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(bytes, authenticating: message(text, purpose), using: tagging)
    }

    private func code(of text: String, purpose: String) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: message(text, purpose), using: tagging)
    }

    /// The purpose's length comes first, so that no two pairs give one message.
    private func message(_ text: String, _ purpose: String) -> Data {
        Data("\(purpose.utf8.count):\(purpose)\(text)".utf8)
    }
}

/// Why a secret cannot be read.
public enum SecretError: Error, Equatable, CustomStringConvertible {
    case wrongKey
    /// Its name, and what is wrong with it.
    case unusableKeyFile(name: String, problem: String)

    public var description: String {
        switch self {
        case .wrongKey: "A secret was sealed with another key: the key file is not the one that belongs to these data."
        case .unusableKeyFile(let name, let problem): "The key file \(name) cannot be used: \(problem)."
        }
    }
}

/// base64 with the alphabet of URLs and without padding (RFC 4648, section 5).
enum Base64URL {
    static func encode(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Nothing for anything else.
    static func decode(_ text: String) -> Data? {
        guard text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "=") })
        else { return nil }
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: standard + String(repeating: "=", count: (4 - standard.count % 4) % 4))
    }
}
