import Crypto
import Foundation
import NIOCore

/// The studio's files, ready to be sent: with the address that they have for good, compressed, and hashed.
///
/// A file's address has the hash of all files in it, `/studio/{hash}/app/main.js`, so that browsers keep it for ever and modules
/// find each other by relative names. The page itself has one address and names the others.
struct StudioSite: Sendable {
    struct Entry: Sendable {
        let mediaType: String
        let plain: ByteBuffer
        let gzip: ByteBuffer
        /// Quoted.
        let tag: String
    }

    /// Of all files, 16 hexadecimal digits.
    let version: String
    let page: Entry
    /// By their paths below `Web`.
    let files: [String: Entry]

    static let pagePath = "index.html"

    /// - Parameter files: one of them is the page.
    init(_ files: [WebFile]) {
        var hash = SHA256()
        for file in files.sorted(by: { $0.path < $1.path }) {
            hash.update(data: Data("\(file.path) \(file.bytes.count)\n".utf8))
            hash.update(data: file.bytes)
        }
        let version = hash.finalize().prefix(8).map { String(format: "%02x", $0) }.joined()
        self.version = version
        var entries: [String: Entry] = [:]
        for file in files {
            entries[file.path] = Entry(file.path == Self.pagePath ? Self.addressed(file, version: version) : file)
        }
        guard let page = entries.removeValue(forKey: Self.pagePath) else {
            preconditionFailure("there is no \(Self.pagePath)")
        }
        self.page = page
        self.files = entries
    }

    /// The page with the addresses of its files: what it writes as "studio/..." it has from `/studio/{version}/`.
    private static func addressed(_ page: WebFile, version: String) -> WebFile {
        let text = String(decoding: page.bytes, as: UTF8.self)
            .replacing("\"studio/", with: "\"/studio/\(version)/")
        return WebFile(path: page.path, bytes: Array(text.utf8))
    }
}

extension StudioSite.Entry {
    init(_ file: WebFile) {
        mediaType = file.mediaType
        plain = ByteBuffer(bytes: file.bytes)
        gzip = ByteBuffer(bytes: Gzip.compress(file.bytes))
        tag = "\"" + SHA256.hash(data: file.bytes).prefix(12).map { String(format: "%02x", $0) }.joined() + "\""
    }
}
