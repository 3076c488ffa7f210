import Foundation
import JSONWriting
import Testing

@Suite("JSON writer") struct JSONWriterTests {
    private enum Choice: Codable, Hashable {
        case plain
        case flag(on: Bool)
        case both(Int, name: String?)
    }

    private struct Inner: Codable, Hashable {
        var nothing: String?
        var empty: [Int] = []
        var rows: [[Double]] = [[1, -0.5], [], [1e300, 5e-320]]
    }

    private struct Outer: Codable, Hashable {
        var choices: [Choice] = [.plain, .flag(on: true), .both(.min, name: nil), .both(3, name: "x")]
        var time = Date(timeIntervalSinceReferenceDate: 817_286_334.374123)
        var address = URL(string: "https://studio.test/a?b=c#d")!
        var bytes = Data([0, 1, 254, 255])
        var numbers = ["a/b": 1.0, "tenth": 0.1, "small": 1e-7]
        var perhaps: [Int?] = [1, nil]
        var small: Float = 0.1
        var byte: UInt8 = 200
        var largest = UInt64.max
        var inner = Inner()
        var inners: [String: Inner] = ["one": Inner(nothing: "")]
    }

    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONWriter.bytes(of: value), as: UTF8.self)
    }

    @Test("what is written is read as it was") func there() throws {
        let json = Data(try JSONWriter.bytes(of: Outer()))
        #expect(try JSONDecoder().decode(Outer.self, from: json) == Outer())
    }

    @Test("it is what Foundation writes, in another order of fields") func same() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = try JSONSerialization.jsonObject(with: Data(try JSONWriter.bytes(of: Outer())))
        let sorted = try JSONSerialization.data(withJSONObject: json, options: [.sortedKeys, .withoutEscapingSlashes])
        let expected = try JSONSerialization.jsonObject(with: encoder.encode(Outer()))
        #expect(
            try sorted
                == JSONSerialization.data(withJSONObject: expected, options: [.sortedKeys, .withoutEscapingSlashes]))
    }

    @Test("fields come in their order, nothing is left out of a text") func exact() throws {
        #expect(
            try text(Choice.both(7, name: "ü🎈\"\\/\u{0}\n\t\u{1f}\u{7f}"))
                == #"{"both":{"_0":7,"name":"ü🎈\"\\/\u0000\n\t\u001f"# + "\u{7f}" + #""}}"#)
        #expect(try text([1.0, 2.5, -0.0]) == "[1,2.5,-0]")
        #expect(try text([Inner?.none]) == "[null]")
        #expect(try text("") == #""""#)
    }

    @Test("a number that JSON does not have is refused", arguments: [Double.nan, .infinity, -.infinity])
    func refuses(number: Double) {
        #expect(throws: EncodingError.self) { try JSONWriter.bytes(of: [number]) }
    }

    @Test("two values that encode themselves with one encoder are one object") func shared() throws {
        struct Part: Encodable { var a = [1], b = 2 }
        struct Whole: Encodable {
            private enum CodingKeys: CodingKey { case c }
            func encode(to encoder: any Encoder) throws {
                try Part().encode(to: encoder)
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(3, forKey: .c)
            }
        }
        #expect(try text([Whole(), Whole()]) == #"[{"a":[1],"b":2,"c":3},{"a":[1],"b":2,"c":3}]"#)
    }

    @Test("what a superclass encodes has a place of its own") func inheritance() throws {
        class Base: Encodable { var a = 1 }
        final class Derived: Base {
            private enum CodingKeys: CodingKey { case b }
            override func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: CodingKeys.self)
                try super.encode(to: container.superEncoder())
                try container.encode([2], forKey: .b)
            }
        }
        #expect(try text(Derived()) == #"{"super":{"a":1},"b":[2]}"#)
    }
}
