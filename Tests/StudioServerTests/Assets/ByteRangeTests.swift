import Testing

@testable import StudioServer

@Suite("Byte ranges") struct ByteRangeTests {
    @Test(
        "a single range of bytes is taken, cut to the size",
        arguments: [
            ("bytes=0-0", 0..<1), ("bytes=0-99", 0..<100), ("bytes=10-", 10..<100), ("bytes=-10", 90..<100),
            ("bytes=-1000", 0..<100), ("bytes=50-1000", 50..<100), ("Bytes = 1 - 2", 1..<3), ("bytes=099-", 99..<100),
            ("bytes=0-99999999999999999999999999", 0..<100), ("bytes=-99999999999999999999999999", 0..<100),
            ("bytes=0-9223372036854775807", 0..<100),
        ])
    func parts(header: String, expected: Range<Int>) {
        #expect(ByteRange(header, size: 100) == .part(expected))
    }

    @Test(
        "one that begins behind the end, or has no bytes, cannot be satisfied",
        arguments: ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999999-"])
    func beyond(header: String) {
        #expect(ByteRange(header, size: 100) == .unsatisfiable)
    }

    @Test(
        "anything else is as if it was not there",
        arguments: [
            nil, "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1", "bytes=2-1", "bytes=0-1,3-4",
            "bytes=0-,0-,0-,0-",
            "bytes=--1", "bytes=-1-2", "bytes=+1-2", "bytes=0x1-2", "items=0-1", "bytes=１-２", "bytes=0-1\u{0}",
            "bytes=" + String(repeating: "0", count: 200) + "-1",
        ])
    func ignored(header: String?) {
        #expect(ByteRange(header, size: 100) == .whole)
    }

    @Test("nothing has no part") func empty() {
        #expect(ByteRange("bytes=0-", size: 0) == .unsatisfiable)
        #expect(ByteRange("bytes=-5", size: 0) == .unsatisfiable)
        #expect(ByteRange(nil, size: 0) == .whole)
    }
}
