import Foundation

/// The XMP text that carries a clip's metadata, and its reader.
///
/// The reader looks for the elements that the writer writes. It is no XML parser: there are no entities or documents to
/// be led into by a hostile file.
/// - Source: ISO 16684-1 (XMP); IPTC Extension schema for `DigitalSourceType`.
struct XMPPacket {
    let text: String

    private static let requestElement = "kinora:Request"
    private static let softwareElement = "xmp:CreatorTool"
    private static let sourceElement = "Iptc4xmpExt:DigitalSourceType"

    init(text: String) { self.text = text }

    init(_ metadata: ClipMetadata) {
        text = """
            <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/">
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
            xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:kinora="urn:kinora:clip#">
            \(Self.element(Self.softwareElement, metadata.software))
            \(Self.element(Self.sourceElement, metadata.source.uri))
            \(Self.element(Self.requestElement, metadata.request))
            </rdf:Description>
            </rdf:RDF>
            </x:xmpmeta>
            <?xpacket end="r"?>
            """
    }

    /// What the packet says, or nothing where it is not one of ours.
    var metadata: ClipMetadata? {
        guard let request = content(of: Self.requestElement), let software = content(of: Self.softwareElement),
            let source = content(of: Self.sourceElement).flatMap(DigitalSource.init(uri:))
        else { return nil }
        return ClipMetadata(request: request, software: software, source: source)
    }

    /// Whether XML 1.0 has the character at all, escaped or not.
    static func canCarry(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD: true
        case 0..<0x20, 0xFFFE, 0xFFFF: false
        default: true
        }
    }

    private static func element(_ name: String, _ content: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in content.unicodeScalars {
            switch scalar {
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "\r": escaped.append(contentsOf: "&#13;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return "<\(name)>\(String(escaped))</\(name)>"
    }

    private func content(of name: String) -> String? {
        guard let start = text.range(of: "<\(name)>", options: .literal),
            let end = text.range(of: "</\(name)>", options: .literal, range: start.upperBound..<text.endIndex)
        else { return nil }
        var content = String(text[start.upperBound..<end.lowerBound])
        for (escape, character) in [("&#13;", "\r"), ("&gt;", ">"), ("&lt;", "<"), ("&amp;", "&")] {
            content = content.replacingOccurrences(of: escape, with: character, options: .literal)
        }
        return content
    }
}
