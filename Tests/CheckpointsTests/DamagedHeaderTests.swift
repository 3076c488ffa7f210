import Checkpoints
import Foundation
import Tensors
import Testing

@Suite("Damaged safetensors headers") struct DamagedHeaderTests {
    private let folder: TemporaryFolder
    private static let file = "transformer/model.safetensors"

    init() throws { folder = try TemporaryFolder() }

    private func open(_ bytes: [UInt8]) throws -> Checkpoint {
        try Checkpoint(file: folder.put(bytes, as: "model.safetensors"))
    }

    /// An F32 tensor `a` at 0..<8, with parts of its entry replaced, and 16 bytes of data.
    private static func entry(
        dtype: String = #""F32""#, shape: String = "[2]", offsets: String = "[0,8]", rest: String = second
    ) -> String {
        #"{"a":{"dtype":\#(dtype),"shape":\#(shape),"data_offsets":\#(offsets)}\#(rest)}"#
    }
    private static let second = #","b":{"dtype":"F16","shape":[2,2],"data_offsets":[8,16]}"#

    @Test(
        "each fault is its own error with the file and the tensor",
        arguments: [
            (entry(dtype: #""I64""#), .unknownDType(file: file, tensor: "a", dtype: "I64")),
            (entry(dtype: #""f32""#), .unknownDType(file: file, tensor: "a", dtype: "f32")),
            (entry(shape: "[-2]"), .invalidNumber(file: file, tensor: "a", number: "-2")),
            (entry(shape: "[2.0]"), .invalidNumber(file: file, tensor: "a", number: "2.0")),
            (entry(shape: "[2e0]"), .invalidNumber(file: file, tensor: "a", number: "2e0")),
            (entry(shape: "[02]"), .invalidNumber(file: file, tensor: "a", number: "02")),
            (
                entry(offsets: "[0,9007199254740993]"),
                .invalidNumber(file: file, tensor: "a", number: "9007199254740993")
            ),
            (
                entry(offsets: "[0,18446744073709551624]"),
                .invalidNumber(file: file, tensor: "a", number: "18446744073709551624")
            ),
            (
                entry(shape: "[" + String(repeating: "1,", count: 64) + "2]"),
                .tooManyAxes(file: file, tensor: "a", limit: 64)
            ),
            (
                entry(shape: "[4294967296,4294967296]"),
                .tooManyElements(file: file, tensor: "a", extents: [1 << 32, 1 << 32])
            ),
            (
                entry(shape: "[0,4294967296,4294967296]", offsets: "[0,0]"),
                .tooManyElements(file: file, tensor: "a", extents: [0, 1 << 32, 1 << 32])
            ),
            (entry(offsets: "[8,0]"), .reversedOffsets(file: file, tensor: "a", begin: 8, end: 0)),
            (entry(shape: "[3]"), .wrongByteCount(file: file, tensor: "a", expected: 12, found: 8)),
            (entry(dtype: #""F16""#), .wrongByteCount(file: file, tensor: "a", expected: 4, found: 8)),
            (entry(shape: "[0]"), .wrongByteCount(file: file, tensor: "a", expected: 0, found: 8)),
            (entry(offsets: "[0,17]"), .outsideFile(file: file, tensor: "a", end: 17, available: 16)),
            (entry(offsets: "[24,32]"), .outsideFile(file: file, tensor: "a", end: 32, available: 16)),
            (entry(offsets: "[4,12]"), .uncoveredBytes(file: file, begin: 0, end: 4)),
            (entry(rest: ""), .uncoveredBytes(file: file, begin: 8, end: 16)),
            (entry(rest: second.replacing("[8,16]", with: "[4,12]")), .overlap(file: file, tensor: "b", other: "a")),
            (entry(rest: second.replacing("[8,16]", with: "[0,8]")), .overlap(file: file, tensor: "b", other: "a")),
            (entry(rest: second.replacing("b", with: "a")), .duplicateTensor(file: file, tensor: "a")),
            (entry(rest: second.replacing("b", with: #"\u0061"#)), .duplicateTensor(file: file, tensor: "a")),
            (#"{"a":{}}"#, .missingProperty(file: file, tensor: "a", property: "dtype")),
            (#"{"a":{"dtype":"F32"}}"#, .missingProperty(file: file, tensor: "a", property: "shape")),
            (#"{"a":{"dtype":"F32","shape":[]}}"#, .missingProperty(file: file, tensor: "a", property: "data_offsets")),
            (#"{"__metadata__":null}"#, .metadataNotText(file: file, key: "__metadata__")),
            (#"{"__metadata__":{"k":1}}"#, .metadataNotText(file: file, key: "k")),
            (#"{"__metadata__":{"k":{"l":"m"}}}"#, .metadataNotText(file: file, key: "k")),
            (#"{"__metadata__":{"k":"1","k":"2"}}"#, .duplicateMetadata(file: file, key: "k")),
            (#"{"__metadata__":{},"__metadata__":{}}"#, .duplicateMetadata(file: file, key: "__metadata__")),
        ] as [(String, CheckpointError)])
    func faults(header: String, expected: CheckpointError) throws {
        #expect(throws: expected) { try open(safetensors(header.utf8, data: Array(repeating: 0, count: 16))) }
        #expect(expected.description.contains("model.safetensors") && expected.description.hasSuffix("."))
    }

    @Test(
        "text that is not the header's JSON is refused",
        arguments: [
            ("", "the header does not begin with '{'"), (" {}", "the header does not begin with '{'"),
            ("[]", "the header does not begin with '{'"), ("{", "a string is missing"), (#"{"a""#, "':' is missing"),
            (#"{"a":1}"#, "'{' is missing"), (#"{"a":{"dtype":"F32""#, "'}' is missing"),
            ("{},", "something follows the end"),
            ("{}{}", "something follows the end"), ("{}\0", "something follows the end"),
            (#"{"a":[[[["#, "'{' is missing"), (entry(dtype: "1"), "a string is missing"),
            (entry(shape: "2"), "'[' is missing"), (entry(shape: #"["2"]"#), "a value is missing"),
            (entry(shape: "[2,]"), "a value is missing"), (entry(shape: "[[2]]"), "a value is missing"),
            (entry(shape: "[2 2]"), "']' is missing"), (entry(offsets: "[0]"), "an offset is missing"),
            (entry(offsets: "[0,8,9]"), "a third offset stands"),
            (entry(offsets: #"[0,8],"shape":[2]"#), "a property comes twice"),
            (entry(offsets: #"[0,8],"strides":[1]"#), "a property is neither dtype nor shape nor data_offsets"),
            ("{\"a\n\":{}}", "a string has a bare control character"), (#"{"a\x":{}}"#, "an unknown escape stands"),
            (#"{"a"#, "a string does not end"), (#"{"a\"#, "an unknown escape stands"),
            (#"{"\u12g4":{}}"#, "four hexadecimal digits are missing"), (#"{"\ud83e":{}}"#, "a surrogate stands alone"),
            (#"{"\udd8a":{}}"#, "a surrogate stands alone"), (#"{"\ud83e\n":{}}"#, "a surrogate stands alone"),
            (#"{"\ud83e\ud83e":{}}"#, "a surrogate stands alone"),
            (#"{""# + String(repeating: "a", count: 257) + #"":{}}"#, "a name is longer than 256 bytes"),
        ])
    func malformed(header: String, expected: String) throws {
        let error = try #require(throws: CheckpointError.self) {
            try open(safetensors(header.utf8, data: Array(repeating: 0, count: 16)))
        }
        guard case .malformedJSON(Self.file, _, expected) = error else {
            Issue.record("expected \(expected), found \(error)")
            return
        }
    }

    @Test(
        "a name that is not UTF-8 is refused",
        arguments: [
            [0xFF], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        ] as [[UInt8]])
    func notUnicode(name: [UInt8]) throws {
        #expect(
            throws: CheckpointError.malformedJSON(
                file: Self.file, byteOffset: 2 + name.count, reason: "a string is not UTF-8")
        ) { try open(safetensors(Array("{\"".utf8) + name + Array("\":{}}".utf8))) }
    }

    @Test("a header over 100 MB is not read", arguments: [100_000_001, UInt64(Int.max), .max])
    func headerTooLarge(byteCount: UInt64) throws {
        let prefix = (0..<8).map { UInt8(truncatingIfNeeded: byteCount >> ($0 * 8)) }
        #expect(throws: CheckpointError.headerTooLarge(file: Self.file, byteCount: byteCount, limit: 100_000_000)) {
            try open(prefix + Array("{}".utf8))
        }
    }

    @Test("more than 100,000 tensors or metadata entries are refused") func tooManyEntries() throws {
        let expected = CheckpointError.tooManyEntries(file: Self.file, limit: 100_000)
        let entry = #"{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"#
        let tensors = (0..<100_001).map { "\"\($0)\":\(entry)" }
        #expect(try open(safetensors("{\(tensors.dropLast().joined(separator: ","))}".utf8)).names.count == 100_000)
        #expect(throws: expected) { try open(safetensors("{\(tensors.joined(separator: ","))}".utf8)) }
        let texts = (0..<100_001).map { "\"\($0)\":\"\"" }.joined(separator: ",")
        #expect(throws: expected) { try open(safetensors(#"{"__metadata__":{\#(texts)}}"#.utf8)) }
    }

    @Test(
        "a cut file says how many bytes it should have",
        arguments: [
            (0, 8), (7, 8), (8, 62), (61, 62), (62, 70), (69, 70),
        ])
    func truncated(found: Int, expected: Int) throws {
        let whole = safetensors(Self.entry(rest: "").utf8, data: Array(repeating: 0, count: 8))
        #expect(whole.count == 70)
        #expect(throws: CheckpointError.truncated(file: Self.file, expected: expected, found: found)) {
            try open(Array(whole.prefix(found)))
        }
    }

    @Test("names in errors are cut and cannot steer a terminal") func harmlessNames() throws {
        let name = "\u{1B}[31m\u{202E}" + String(repeating: "x", count: 900)
        let text = CheckpointError.missingTensor(file: "a/b", tensor: name).description
        #expect(text.count < 300 && !text.unicodeScalars.contains { "\u{1B}\u{202E}".unicodeScalars.contains($0) })
    }
}
