import Foundation

/// The fields of a `multipart/form-data` body.
///
/// - Source: RFC 7578 and RFC 2046, section 5.1.
public struct MultipartForm: Sendable, Hashable {
    public struct Part: Sendable, Hashable {
        public let name: String
        /// Whether it was sent with a file's name.
        public let isFile: Bool
        public let bytes: Data
    }

    public let parts: [Part]

    static let mostParts = 32
    /// Bytes of one part's header.
    static let longestHeader = 8192
    /// Bytes of a field that is no file.
    static let longestText = 1 << 16

    /// The first field of a name.
    public subscript(name: String) -> Part? { parts.first { $0.name == name } }

    /// A field's text; nothing for a missing or empty one.
    /// - Throws: `APIError` for one that is no text.
    public func text(_ name: String) throws(APIError) -> String? {
        guard let part = self[name], !part.bytes.isEmpty else { return nil }
        guard let text = String(bytes: part.bytes, encoding: .utf8) else { throw .unreadableBody }
        guard !part.bytes.contains(0) else { throw .parameter("\(name) must not contain the character U+0000") }
        return text
    }

    /// - Parameter contentType: the header's value, which has the boundary.
    /// - Throws: `APIError` for what is no form.
    public init(_ body: Data, contentType: String) throws(APIError) {
        guard let boundary = Self.boundary(in: contentType) else { throw .unreadableBody }
        let delimiter = Data("\r\n--\(boundary)".utf8)
        // The first delimiter stands at the very beginning, mostly, without a line before it.
        let lineEnd = Data("\r\n".utf8)
        let data = lineEnd + body
        guard var at = data.range(of: delimiter)?.upperBound else { throw .unreadableBody }
        var parts: [Part] = []
        while !data[at...].starts(with: Data("--".utf8)) {
            guard parts.count < Self.mostParts, data[at...].starts(with: lineEnd),
                let end = data.range(of: delimiter, in: (at + lineEnd.count)..<data.endIndex)
            else { throw .unreadableBody }
            parts.append(try Self.part(data[(at + lineEnd.count)..<end.lowerBound]))
            at = end.upperBound
        }
        self.parts = parts
    }

    private static func boundary(in contentType: String) -> String? {
        let fields = contentType.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
        guard fields.first?.lowercased() == "multipart/form-data",
            let field = fields.first(where: { $0.lowercased().hasPrefix("boundary=") })
        else { return nil }
        let value = field.dropFirst("boundary=".count).trimmingCharacters(in: CharacterSet(charactersIn: "\""))
        return (1...70).contains(value.utf8.count) ? value : nil
    }

    private static func part(_ data: Data) throws(APIError) -> Part {
        let blank = Data("\r\n\r\n".utf8)
        guard
            let split = data.range(
                of: blank, in: data.startIndex..<min(data.endIndex, data.startIndex + longestHeader)),
            let header = String(bytes: data[..<split.lowerBound], encoding: .utf8),
            let disposition = header.components(separatedBy: "\r\n")
                .first(where: { $0.lowercased().hasPrefix("content-disposition:") }),
            let name = parameter("name", of: disposition)
        else { throw .unreadableBody }
        let isFile = parameter("filename", of: disposition) != nil
        let bytes = Data(data[split.upperBound...])
        guard isFile || bytes.count <= longestText else { throw .parameter("\(name.prefix(64)) is too long") }
        return Part(name: name, isFile: isFile, bytes: bytes)
    }

    /// The value of `name="value"` in a header.
    private static func parameter(_ name: String, of header: String) -> String? {
        for field in header.split(separator: ";").dropFirst() {
            let pair = field.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard pair.count == 2, pair[0].lowercased() == name else { continue }
            return pair[1].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
        }
        return nil
    }
}
