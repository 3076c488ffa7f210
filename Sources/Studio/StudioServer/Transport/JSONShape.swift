import Foundation
import StudioAPI

/// Refuses JSON that is built to be dear: nested deeply, or of very many values. Text within strings, such as a picture's
/// base64, may be as long as the body.
enum JSONShape {
    static let mostLevels = 32
    static let mostValues = 20_000

    /// One pass, before anything is made of it. What is no JSON is left to the decoder to refuse.
    /// - Throws: `APIError`.
    static func check(_ body: Data) throws(APIError) {
        // The decoder would read UTF-16 and UTF-32, too; their first two characters have zeros among them.
        guard !body.prefix(4).contains(0) else { throw .unreadableBody }
        guard body.withUnsafeBytes({ isPlain($0) }) else { throw .unreadableBody }
    }

    private static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var (place, level, values) = (0, 0, 0)
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""): place = endOfString(bytes, after: place)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                (level, values) = (level + 1, values + 1)
                guard level <= mostLevels else { return false }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): level -= 1
            case UInt8(ascii: ","): values += 1
            default: break
            }
            guard values <= mostValues else { return false }
            place += 1
        }
        return true
    }

    /// Where a string's closing quote is; the last byte for one that has none.
    private static func endOfString(_ bytes: UnsafeRawBufferPointer, after start: Int) -> Int {
        var place = start + 1
        while place < bytes.count,
            let found = memchr(bytes.baseAddress! + place, Int32(UInt8(ascii: "\"")), bytes.count - place)
        {
            let quote = UnsafeRawPointer(found) - bytes.baseAddress!
            // It closes the string unless an odd number of backslashes stands before it.
            var first = quote
            while first > start + 1, bytes[first - 1] == UInt8(ascii: "\\") { first -= 1 }
            if (quote - first).isMultiple(of: 2) { return quote }
            place = quote + 1
        }
        return bytes.count - 1
    }
}
