import Foundation
import JSONLogging
import Logging
import Synchronization
import Testing

@Suite("JSON log") struct JSONLogHandlerTests {
    /// What a logger writes.
    private func lines(_ log: (inout Logger) -> Void) -> [String] {
        final class Lines: Sendable { let all = Mutex<[String]>([]) }
        let lines = Lines()
        var logger = Logger(label: "server") { label in
            JSONLogHandler(
                label: label, now: { Date(timeIntervalSince1970: 1_795_000_000.25) },
                write: { line in lines.all.withLock { $0.append(String(decoding: line, as: UTF8.self)) } })
        }
        log(&logger)
        return lines.all.withLock { $0 }
    }

    @Test("a message is one line, its metadata are fields") func fields() {
        let lines = lines { logger in
            logger[metadataKey: "request_id"] = "7"
            logger.info(
                "request",
                metadata: [
                    "status": .stringConvertible(200), "seconds": .stringConvertible(0.5), "list": ["a", "b"],
                    "inside": ["x": "y"], "level": "mine", "yes": .stringConvertible(true),
                ])
            logger.debug("not written")
        }
        #expect(
            lines == [
                #"{"time":"2026-11-18T11:06:40.250Z","level":"info","logger":"server","message":"request","inside":{"x":"y"},"_level":"mine","list":["a","b"],"request_id":"7","seconds":0.5,"status":200,"yes":true}"#
                    + "\n"
            ])
    }

    @Test(
        "whatever is in a message, it is one line of JSON",
        arguments: ["", "\"\\\"", "two\nlines\r\n", "\u{0}\u{1b}[31m\u{7f}\u{2028}", "日本語 é 🎬"])
    func hostile(text: String) throws {
        let lines = lines { $0.error("\(text)", metadata: ["\(text)x": "\(text)"]) }
        let line = try #require(lines.first)
        #expect(line.dropLast().utf8.allSatisfy { $0 >= 0x20 } && line.hasSuffix("}\n"))
        let fields = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        #expect(fields["message"] == text && fields["\(text)x"] == text)
    }
}
