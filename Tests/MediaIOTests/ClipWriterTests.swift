import Foundation
import Testing

@testable import MediaIO

@Suite("ClipWriter") struct ClipWriterTests {
    @Test(
        "the name alone decides the format",
        arguments: [
            ("a.mp4", ClipFormat.mp4), ("dir/a.GIF", .gif), ("a.webp", .webp), ("a.b.png", .png),
            ("frames/", .pngFolder),
        ])
    func formatFromName(path: String, format: ClipFormat) throws {
        #expect(try ClipFormat(outputPath: path) == format)
    }

    @Test("an unknown extension is refused by name") func unknownExtension() {
        #expect(throws: MediaError.unknownOutput(name: "a.avi")) { try ClipFormat(outputPath: "/secret/place/a.avi") }
    }

    @Test("an existing folder means a folder of pictures") func existingFolder() throws {
        let format = try withFolder { folder in try ClipFormat(outputPath: folder.path) }
        #expect(format == .pngFolder)
    }

    @Test("a finished clip stands alone under its name", arguments: ClipFormat.allCases)
    func nothingButTheClip(format: ClipFormat) throws {
        try withFolder { folder in
            try write([.scene(frame: 0)], to: folder.appendingPathComponent("clip"), as: format)
            #expect(try names(in: folder) == ["clip"])
        }
    }

    @Test("before it is finished a clip has no name, and after a discard no trace", arguments: ClipFormat.allCases)
    func discardLeavesNothing(format: ClipFormat) throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("clip")
            let writer = try ClipWriter(
                to: url, format: format, width: 96, height: 64, framesPerSecond: 16, metadata: .awkward)
            try writer.append(.scene(frame: 0))
            #expect(!FileManager.default.fileExists(atPath: url.path))
            writer.discard()
            #expect(try names(in: folder).isEmpty)
        }
    }

    @Test("a writer that is let go leaves nothing", arguments: ClipFormat.allCases)
    func releaseLeavesNothing(format: ClipFormat) throws {
        try withFolder { folder in
            _ = try ClipWriter(
                to: folder.appendingPathComponent("clip"), format: format, width: 96, height: 64, framesPerSecond: 16,
                metadata: .awkward)
            #expect(try names(in: folder).isEmpty)
        }
    }
}
