import Foundation

/// Which bytes of an asset a request wants.
///
/// - Source: RFC 9110, section 14.
enum ByteRange: Hashable {
    case whole
    case part(Range<Int>)
    /// Nothing of what is wanted is there.
    case unsatisfiable

    /// Reads a `Range` header. One that is no single range of bytes is as if it was not there, as the RFC allows: many ranges
    /// in one request are how servers are made to send a file many times over.
    /// - Parameter size: of the asset, in bytes.
    init(_ header: String?, size: Int) {
        self = .whole
        guard let header, header.utf8.count <= 100, let equals = header.firstIndex(of: "="),
            header[..<equals].trimmingCharacters(in: .whitespaces).lowercased() == "bytes"
        else { return }
        let ends = header[header.index(after: equals)...].split(separator: "-", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return }
        switch (ends[0].isEmpty, ends[1].isEmpty) {
        case (true, true): return
        case (true, false):
            // The last so many bytes. A number beyond all sizes is as good as the largest one.
            let count = min(Int(ends[1]) ?? .max, size)
            self = count > 0 ? .part(size - count..<size) : .unsatisfiable
        case (false, let isOpen):
            let first = Int(ends[0]) ?? .max
            let last = isOpen ? .max : Int(ends[1]) ?? .max
            guard first <= last else { return }
            self = first < size ? .part(first..<(last < size ? last + 1 : size)) : .unsatisfiable
        }
    }
}
