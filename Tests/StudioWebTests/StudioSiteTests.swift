import Foundation
import NIOCore
import Testing

@testable import StudioWeb

@Suite("Studio site") struct StudioSiteTests {
    private func site(_ script: String) -> StudioSite {
        StudioSite([
            WebFile(path: "index.html", bytes: Array("<script src=\"studio/main.js\"></script>".utf8)),
            WebFile(path: "main.js", bytes: Array(script.utf8)),
        ])
    }

    @Test("the page names its files by an address that changes with them")
    func addresses() {
        let (one, other) = (site("1"), site("2"))
        #expect(one.version != other.version && one.version.count == 16)
        #expect(String(buffer: one.page.plain).contains("\"/studio/\(one.version)/main.js\""))
        #expect(one.page.tag != other.page.tag)
    }

    @Test("what is compressed is the same again")
    func compresses() throws {
        let words = String(repeating: "light falls on paper. ", count: 4000)
        let entry = try #require(site(words).files["main.js"])
        #expect(entry.gzip.readableBytes < entry.plain.readableBytes / 20)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-dc"]
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(entry.gzip.readableBytesView))
        try input.fileHandleForWriting.close()
        #expect(try output.fileHandleForReading.readToEnd() == Data(words.utf8))
    }

    @Test("every file of Web is served, by its path")
    func servesAll() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Web").resolvingSymlinksInPath()
        let paths = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
            .filter { !$0.hasPrefix(".") && URL(fileURLWithPath: $0).pathExtension != "" }
        #expect(Set(paths) == Set(WebFile.all.map(\.path)))
        for file in WebFile.all {
            #expect(try Data(contentsOf: folder.appendingPathComponent(file.path)) == Data(file.bytes), "\(file.path)")
        }
    }

    @Test(
        "gzip goes to whoever takes it",
        arguments: [
            ("gzip, deflate, br", true), ("br;q=1, GZIP;q=0.5", true), ("gzip;q=0, br", false), ("br", false),
            ("", false),
        ])
    func negotiates(header: String, isTaken: Bool) { #expect(StudioPages.takesGzip(header) == isTaken) }

    @Test("nothing inline may run, and nothing comes from elsewhere")
    func policy() {
        let policy = StudioPages.contentSecurityPolicy
        #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("http"))
    }
}
